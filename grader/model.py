"""The frozen records and enums that every package shares: exercise, submission, run, finding, result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum, unique
from pathlib import Path
from typing import Literal

from grader.evidence import EMPTY, Evidence, Refusal
from grader.sandbox.limits import Limits
from grader.source.records import Change
from grader.util.text import place_words

Parameter = str | int | float | bool | list["Parameter"] | dict[str, "Parameter"]
"""A parameter of a check, as it is written in TOML."""


@unique
class Outcome(StrEnum):
    """How a run ended, and which cells still count. Later cells run after a cell that raised or was interrupted."""

    OK = "ok"
    """Every cell ran. Everything counts."""
    RAISED = "raised"
    """A cell raised; the first such cell is named. All other cells count, later ones too."""
    TIMED_OUT = "timed_out"
    """A cell used up `cell_s` and was interrupted; the cells used up `wall_s`; or what they left could not be looked at
    within `after_s`. The other cells count; where `wall_s` was used up, only the cells before."""
    OUT_OF_MEMORY = "out_of_memory"
    """All its processes together used more than `memory_mib`. The cells before count."""
    TOO_MUCH_OUTPUT = "too_much_output"
    """More than `output_kib` was printed; the rest is left out and everything counts. Or there was a flood of messages,
    which is stopped; then the cells before count."""
    CRASHED = "crashed"
    """The kernel ended itself or was killed by a fault: os._exit, a segmentation fault, a signal. The cells before
    count."""
    BROKE_PROTOCOL = "broke_protocol"
    """The kernel sent messages that a notebook's kernel never sends. The cells before count. Or it said of something
    that the cells left what is no evidence: that alone does not count."""
    UNREADABLE = "unreadable"
    """The file is not a notebook or script, or could not be read within the reader's limits; `Run.message` says why.
    Nothing ran, and nothing counts."""
    INTERNAL = "internal"
    """A fault of the grader or the machine. The submission is unscored, and the next call tries it again."""


@unique
class Verdict(StrEnum):
    """What a check decided."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    SKIP = "skip"
    """Not judged: an earlier criterion failed, or the exercise was not attempted."""
    ERROR = "error"
    """A fault of the grader or the machine: the points are unscored, never zero."""


@unique
class Trust(StrEnum):
    """How far a finding can be trusted."""

    VERIFIED = "verified"
    """Computed outside the kernel, or from inputs that the learner's code could not know."""
    REPORTED = "reported"
    """Reported by the submission itself, in whose kernel the value was made."""


@unique
class Basis(Enum):
    """The kinds of evidence: what pages call each, and how far it can be trusted."""

    AS_RUN = "a value as the run left it: its numbers, shape, dtype or class", Trust.REPORTED
    MODEL = "a model as its own kernel describes it, with its compile settings", Trust.REPORTED
    PREDICTED = "what a model or layer answers in its own kernel, held-out images among it", Trust.REPORTED
    TRAINING = "a history, a callback, or what `fit` was given", Trust.REPORTED
    PIPELINE = "the elements, steps and examples of a `tf.data` pipeline", Trust.REPORTED
    LEFT_BEHIND = "a figure, a saved file, or the device on which a tensor lies", Trust.REPORTED
    REPLAYED = "a value after its cells ran again, on hidden inputs or with results spoilt", Trust.VERIFIED
    HIDDEN_INPUTS = "what a function, its gradient or a class returns for hidden inputs", Trust.VERIFIED
    CLEAN_ROOM = "a model in a clean room: layers, weights, answers to held-out images", Trust.VERIFIED
    SOURCE = "the learner's source, read outside the kernel", Trust.VERIFIED

    def __init__(self, what: str, trust: Trust) -> None:
        self.what = what
        self.trust = trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One line of a rubric: a check, its parameters and what it is worth."""

    id: str
    title: str
    """What the learner reads, as a claim: "The output has shape (1, 1)"."""
    check: str
    """A key of `grader.judging.checks.CHECKS`."""
    params: Mapping[str, Parameter] = field(default_factory=dict)
    points: int = 1
    after: str | None = None
    """The id of the criterion that must pass first; otherwise this one is skipped."""
    replay: tuple[str, ...] = ()
    """Names of inputs that get hidden values before the answer cells run a second time."""
    worked: bool = False
    """Whether the learner's code, read as text, must also show how the value was computed, not only write it down."""
    hints: tuple[str, ...] = ()
    """Three hints, from a nudge to nearly the answer."""
    hidden: bool = False
    """Whether the learner sees only its title and its verdict, and is told of it in advance."""


FetchedDataSet = Literal["cats_and_dogs", "pretrained"]
"""Data sets that the repository must not contain, and that are downloaded instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise of the course: what learners get, what they are compared with, and how they are judged."""

    id: str
    """Lesson and name: "02_layers/two_layers"."""
    title: str
    rubric: tuple[Criterion, ...]
    limits: Limits
    stub: Path
    """The notebook that learners start from."""
    reference: Path
    """The model answer, or in a packed course what it showed when it ran."""
    digest: str
    """sha256 over rubric, stub, reference and calibration."""
    minutes: int = 0
    """How long it takes somebody who has read the lesson, a guess; 0 where none is made."""
    other_name_costs: int = 0
    """Points lost, once per submission, where an answer has another name than the one that was asked for."""
    slip_share: float = 1
    """The largest share of the points, 0 to 1, that one change of the reference may cost, but for those listed."""
    needs: tuple[FetchedDataSet, ...] = ()
    """The downloaded data sets that it reads, sorted."""

    @property
    def points(self) -> int:
        """The most a submission can earn."""
        return sum(criterion.points for criterion in self.rubric)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One file that a learner handed in for one exercise."""

    learner: str
    """A pseudonym; by default the folder's name."""
    exercise: str
    """The exercise's id."""
    attempt: int
    """1, 2, … for that learner and exercise."""
    path: Path
    """Where the file lay when it was graded."""
    sha256: str
    """The digest of the file's bytes, hexadecimal."""
    received: datetime
    """When the grader first saw it, UTC."""
    submitted: datetime | None = None
    """When the learner handed it in, UTC; None where no source says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One piece of output of a cell."""

    kind: Literal["stdout", "stderr", "text", "png"]
    """`text` is the plain form of a result; `png` a picture, whose `text` is base64. HTML is never kept."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellError:
    """The exception that stopped a cell."""

    name: str
    """The exception's class, such as "NameError"."""
    message: str
    traceback: str
    """Plain text without terminal codes."""
    line: int | None = None
    """The line of the cell that raised it, from 1; None where the traceback doesn't show it."""
    advice: str = ""
    """For code of an older TensorFlow: why it raises now, and what to write instead; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRun:
    """One code cell after its run."""

    source: str
    coloured: tuple[tuple[int, int], ...] = ()
    """Syntax colours: the length of each piece in characters, and its index in `grader.source.records.COLOURS`."""
    outputs: tuple[Output, ...] = ()
    error: CellError | None = None
    wall_s: float = 0.0
    answer: bool = False
    """Whether the learner wrote it: it fills a blank or is not in the stub."""
    state: Literal["ran", "interrupted", "died", "not_run"] = "ran"
    """`interrupted` at its time limit; `died` took the kernel with it; `not_run` came after that."""
    refused: tuple[Refusal, ...] = ()
    """Outputs on which our own code failed."""
    heading: str = ""
    """The nearest heading above it in the file; empty if there is none."""
    first: int = 0
    """The line of the script that it begins with, from 1; 0 in a notebook, or where that is not known."""

    def place(self, number: int, line: int | None = None) -> str:
        """Itself, the cell of that number from 1, or one of its lines, in words for its author."""
        return place_words(self.source, number, line, heading=self.heading, first=self.first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution of one source."""

    key: str
    """The digest of everything that the run depends on: source, request, limits, grader, environment, data, seed."""
    outcome: Outcome
    cells: tuple[CellRun, ...] = ()
    evidence: Evidence = EMPTY
    wall_s: float = 0.0
    after_s: float = 0.0
    """Seconds of `Limits.after_s` that were used."""
    cpu_s: float = 0.0
    """CPU seconds of the kernel's process tree."""
    peak_mib: float = 0.0
    """The most private memory seen, MiB."""
    hints_cpu_s: float = 0.0
    """CPU seconds of the search for a repair that came after judging."""
    message: str = ""
    """One sentence on an outcome other than OK, for the learner."""
    sandboxed: bool = True
    """False where `check --no-sandbox` ran it."""
    changes: tuple[Change, ...] = ()
    """What was changed in the file before or while it ran: what concerns the whole file first, then cell by cell."""
    unread: Refusal | None = None
    """Why nothing of what it left could be read, where our own code failed on all of it."""
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    """Name that was asked for, and that the run left undefined or blank, to the name that was examined instead."""

    @property
    def stopped_cell(self) -> int | None:
        """The number of the cell that did not end by itself, else of the first that raised; None without one."""
        stopped = [number for number, cell in enumerate(self.cells, 1) if cell.state in {"interrupted", "died"}]
        raised = [number for number, cell in enumerate(self.cells, 1) if cell.error]
        return next(iter(stopped + raised), None)

    @property
    def own_failure(self) -> tuple[int, CellRun, CellError] | None:
        """The first cell of the learner's own that raised, with its number and its error."""
        cells = ((number, one, one.error) for number, one in enumerate(self.cells, 1) if one.answer)
        return next(((number, one, error) for number, one, error in cells if error and one.state == "ran"), None)

    def place_of(self, change: Change) -> str:
        """The cell that a change concerns, in words for its author; empty for the whole file."""
        if not change.cell:
            return ""
        cell = next(iter(self.cells[change.cell - 1 : change.cell]), CellRun(source=""))
        return cell.place(change.cell, change.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A count that is judged against the same count in repeated trainings of the reference, such as correct images."""

    value: int
    of: int
    """The largest value possible."""
    bar: int
    """The least value that passes."""
    reference: tuple[int, ...]
    """The same number for each of the reference's trainings, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found in one submission. `grader.judging` adds the criterion and the points."""

    verdict: Verdict
    message: str
    """One or two sentences: what is so, or what differs."""
    expected: str = ""
    """What was expected, short; never the reference's values where a criterion on values fails."""
    actual: str = ""
    """What was found instead, short."""
    trust: Trust = Trust.VERIFIED
    criterion: str = ""
    title: str = ""
    hints: tuple[str, ...] = ()
    """The criterion's, where the verdict is not PASS and the criterion is not hidden."""
    earned: int = 0
    possible: int = 0
    hidden: bool = False
    measured: Measurement | None = None
    rests_on: tuple[str, ...] = ()
    """The kinds of evidence that decided it: names of `Basis`, in small letters; none if nothing was looked at."""
    verifiable: bool = False
    """Whether the reference itself is verified here, so that another right answer can be."""
    refusal: Refusal | None = None
    """Where our own code failed on what a kernel said: on what, and how. An instructor may reopen the points."""
    judged_by: str = ""
    """The digest of the criterion and the code of its check. Equal digests and equal runs give equal findings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That a repair of the learner's own code was run, and passes."""

    repair: tuple[str, ...]
    """The sort of each small change, one of the `repairs` in `grader/judging/causes/causes.toml`."""
    tries: int
    """How many repairs had been tried by then, this one included."""
    cell: int
    """The code cell of the first change, from 1."""
    line: int
    """The line of that cell, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A misconception that one submission shows signs of, or that a repair of it proves."""

    rule: str
    """The name of a cause: in the course's table, or of the exercise's own."""
    message: str
    """What is misunderstood; it begins with "It looks as if" unless it is proven."""
    where: str
    """Where in the submission the signs are, short."""
    lesson: str
    """The id of the lesson to read again, never one after the exercise's; empty if there is none."""
    hints: tuple[str, ...]
    """Three hints, from a nudge to nearly the answer."""
    proven: Proof | None = None
    """What proves it; None where it is only likely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points earned, points possible, and points not judged because of a fault of the grader. Scores add up with
    `+`.
    """

    earned: int = 0
    possible: int = 0
    unscored: int = 0

    def __add__(self, other: "Score") -> "Score":
        """The score of both together, so that a total is `sum(scores, Score())`."""
        return Score(
            earned=self.earned + other.earned,
            possible=self.possible + other.possible,
            unscored=self.unscored + other.unscored,
        )

    @property
    def percent(self) -> int | None:
        """Whole percent; 100 only when all was earned, 0 only when nothing was; None while anything is unscored."""
        if self.unscored or not self.possible:
            return None
        rounded = round(100 * self.earned / self.possible)
        if 0 < self.earned < self.possible:
            return min(max(rounded, 1), 99)
        return rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The judgement of one submission: its findings and its score."""

    submission: Submission
    run_key: str
    """The key of the run that was judged, see `Run.key`."""
    outcome: Outcome
    attempted: bool
    """Whether any blank was filled."""
    findings: tuple[Finding, ...]
    """One for each criterion, in the order of the rubric."""
    score: Score
    grader_version: str
    graded: datetime
    """When it was judged, UTC."""
    diagnoses: tuple[Diagnosis, ...] = ()
    """The likely misconceptions, at most two, the first cause first; none where every criterion passes."""
    diagnosed_by: str = ""
    """The digest of the rules and of everything that they use except the runs and the source."""

    @property
    def verified_score(self) -> Score:
        """The score by criteria that can be verified alone, of which only verified points are earned."""
        found = [one for one in self.findings if one.verifiable]
        return Score(
            earned=sum(one.earned for one in found if one.trust is Trust.VERIFIED),
            possible=sum(one.possible for one in found),
            unscored=sum(one.possible for one in found if one.verdict is Verdict.ERROR),
        )

    refused: tuple[Refusal, ...] = ()
    """What our own code failed on, of which no criterion made use."""
