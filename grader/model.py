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
    """A cell raised an error; the first such cell is named. All other cells count, including later ones."""
    TIMED_OUT = "timed_out"
    """A cell used up `cell_s` and was interrupted; or the cells used up `wall_s`; or their results could not be
    examined within `after_s`. The other cells count; if `wall_s` was used up, only the cells before count.
    """
    OUT_OF_MEMORY = "out_of_memory"
    """All processes together used more than `memory_mib`. The cells before count."""
    TOO_MUCH_OUTPUT = "too_much_output"
    """More than `output_kib` was printed; the rest is left out and everything counts. Or there was a flood of messages,
    which was stopped; then the cells before count.
    """
    CRASHED = "crashed"
    """The kernel ended itself or was killed: os._exit, a segmentation fault, a signal. The cells before count."""
    BROKE_PROTOCOL = "broke_protocol"
    """The kernel sent messages that a notebook's kernel never sends. The cells before count. Or it sent invalid
    evidence about one result; then only that result does not count.
    """
    UNREADABLE = "unreadable"
    """The file is not a notebook or script, or could not be read within the reader's limits; `Run.message` gives the
    reason. Nothing ran, and nothing counts.
    """
    INTERNAL = "internal"
    """An error in the grader or the machine. The submission is unscored, and the next call tries it again."""


@unique
class Verdict(StrEnum):
    """The decision of a check."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    SKIP = "skip"
    """Not judged: an earlier criterion failed, or the exercise was not attempted."""
    ERROR = "error"
    """An error in the grader or the machine: the points are unscored, never zero."""


@unique
class Trust(StrEnum):
    """How far a finding can be trusted."""

    VERIFIED = "verified"
    """Computed outside the kernel, or from inputs that the learner's code could not know."""
    REPORTED = "reported"
    """Reported by the submission itself, in whose kernel the value was made."""


@unique
class Basis(Enum):
    """The kinds of evidence: the name of each on pages, and how far it can be trusted."""

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
    """One line of a rubric: a check, its parameters and its points."""

    id: str
    title: str
    """The text for the learner, as a claim: "The output has shape (1, 1)"."""
    check: str
    """A key of `grader.judging.checks.CHECKS`."""
    params: Mapping[str, Parameter] = field(default_factory=dict)
    points: int = 1
    after: str | None = None
    """The id of the criterion that must pass first; otherwise this one is skipped."""
    replay: tuple[str, ...] = ()
    """Names of inputs that get hidden values before the answer cells run a second time."""
    worked: bool = False
    """Whether the learner's code, read as text, must also show how the value was computed."""
    hints: tuple[str, ...] = ()
    """Three hints, from a nudge to nearly the answer."""
    hidden: bool = False
    """Whether the learner sees only its title and its verdict; the learner knows this in advance."""


FetchedDataSet = Literal["cats_and_dogs", "pretrained"]
"""Data sets that the repository must not contain, and that are downloaded instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise of the course: what learners get, what their answers are compared with, and how they are judged."""

    id: str
    """Lesson and name: "02_layers/two_layers"."""
    title: str
    rubric: tuple[Criterion, ...]
    limits: Limits
    stub: Path
    """The notebook with which learners start."""
    reference: Path
    """The model answer; in a packed course, what it showed when it ran."""
    digest: str
    """The sha256 of rubric, stub, reference and calibration."""
    minutes: int = 0
    """The estimated minutes for somebody who has read the lesson; 0 if there is no estimate."""
    other_name_costs: int = 0
    """Points lost, once per submission, if an answer has a name different from the requested one."""
    slip_share: float = 1
    """The largest share of the points, 0 to 1, that one change of the reference may cost, except for those listed."""
    needs: tuple[FetchedDataSet, ...] = ()
    """The downloaded data sets that it reads, sorted."""

    @property
    def points(self) -> int:
        """The most points that a submission can earn."""
        return sum(criterion.points for criterion in self.rubric)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One file that a learner handed in for one exercise."""

    learner: str
    """A pseudonym; by default the folder's name."""
    exercise: str
    """The exercise's id."""
    attempt: int
    """The number of the attempt, 1, 2, …, for that learner and exercise."""
    path: Path
    """The path of the file when it was graded."""
    sha256: str
    """The digest of the file's bytes, hexadecimal."""
    received: datetime
    """The time when the grader first saw it, UTC."""
    submitted: datetime | None = None
    """The time when the learner handed it in, UTC; None if no source contains it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One piece of output of a cell."""

    kind: Literal["stdout", "stderr", "text", "png"]
    """`text` is the plain form of a result; `png` is a picture, whose `text` is base64. HTML is never kept."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellError:
    """The exception that stopped a cell."""

    name: str
    """The exception's class, such as "NameError"."""
    message: str
    traceback: str
    """The traceback as plain text without terminal codes."""
    line: int | None = None
    """The line of the cell that raised the error, from 1; None if the traceback doesn't show it."""
    advice: str = ""
    """For code of an older TensorFlow: why it raises now, and what to write instead; otherwise empty."""


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
    """`interrupted` at its time limit; `died` ended the kernel; `not_run` came after that."""
    refused: tuple[Refusal, ...] = ()
    """The outputs on which our own code failed."""
    heading: str = ""
    """The nearest heading above it in the file; empty if there is none."""
    first: int = 0
    """The line of the script with which it begins, from 1; 0 in a notebook, or if it is not known."""

    def place(self, number: int, line: int | None = None) -> str:
        """The place of this cell with its number from 1, or of one of its lines, in words for its author."""
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
    """The highest private memory use that was seen, in MiB."""
    hints_cpu_s: float = 0.0
    """CPU seconds of the search for a repair that came after judging."""
    message: str = ""
    """A sentence about an outcome other than OK, for the learner."""
    sandboxed: bool = True
    """False if `check --no-sandbox` ran it."""
    changes: tuple[Change, ...] = ()
    """The changes in the file before or while it ran: first of the whole file, then cell by cell."""
    unread: Refusal | None = None
    """The reason why nothing of its results could be read, if our own code failed on all of them."""
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    """Maps each required name that the run left undefined or blank to the name that was examined instead."""

    @property
    def stopped_cell(self) -> int | None:
        """The number of the cell that did not end by itself, or else of the first that raised; None without one."""
        stopped = [number for number, cell in enumerate(self.cells, 1) if cell.state in {"interrupted", "died"}]
        raised = [number for number, cell in enumerate(self.cells, 1) if cell.error]
        return next(iter(stopped + raised), None)

    @property
    def own_failure(self) -> tuple[int, CellRun, CellError] | None:
        """The first cell of the learner's own that raised, with its number and its error."""
        cells = ((number, cell, cell.error) for number, cell in enumerate(self.cells, 1) if cell.answer)
        return next(((number, one, error) for number, one, error in cells if error and one.state == "ran"), None)

    def place_of(self, change: Change) -> str:
        """The cell that a change concerns, in words for its author; empty for the whole file."""
        if not change.cell:
            return ""
        cell = next(iter(self.cells[change.cell - 1 : change.cell]), CellRun(source=""))
        return cell.place(change.cell, change.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A count that is compared with the same count in repeated trainings of the reference, such as correct images."""

    value: int
    of: int
    """The largest possible value."""
    bar: int
    """The smallest value that passes."""
    reference: tuple[int, ...]
    """The same number for each of the reference's trainings, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The result of one check for one submission. `grader.judging` adds the criterion and the points."""

    verdict: Verdict
    message: str
    """One or two sentences: what was found, or what differs."""
    expected: str = ""
    """What was expected, in short; never the reference's values if a criterion on values fails."""
    actual: str = ""
    """What was found instead, in short."""
    trust: Trust = Trust.VERIFIED
    criterion: str = ""
    title: str = ""
    hints: tuple[str, ...] = ()
    """The criterion's hints, if the verdict is not PASS and the criterion is not hidden."""
    earned: int = 0
    possible: int = 0
    hidden: bool = False
    measured: Measurement | None = None
    rests_on: tuple[str, ...] = ()
    """The kinds of evidence that decided it: names of `Basis`, in small letters; empty if nothing was examined."""
    verifiable: bool = False
    """Whether the reference itself is verified here, so that a different correct answer can be verified too."""
    refusal: Refusal | None = None
    """The failure of our own code on something that a kernel sent. An instructor may reopen the points."""
    judged_by: str = ""
    """The digest of the criterion and the code of its check. Equal digests and equal runs give equal findings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The proof that a repair of the learner's own code was run and passes."""

    repair: tuple[str, ...]
    """The sort of each small change, one of the `repairs` in `grader/judging/causes/causes.toml`."""
    tries: int
    """The number of repairs tried by then, including this one."""
    cell: int
    """The code cell of the first change, from 1."""
    line: int
    """The line of that cell, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A misconception that one submission shows signs of, or that a repair of it proves."""

    rule: str
    """The name of a cause, from the course's table or the exercise's own."""
    message: str
    """The misunderstanding in words; it begins with "It looks as if" unless it is proven."""
    where: str
    """The place of the signs in the submission, in short."""
    lesson: str
    """The id of the lesson to read again, never one after the exercise's; empty if there is none."""
    hints: tuple[str, ...]
    """Three hints, from a nudge to nearly the answer."""
    proven: Proof | None = None
    """The proof; None if the diagnosis is only likely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points earned, possible, and not judged because of an error in the grader. Scores add up with `+`."""

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
        """Whole percent; 100 only if everything was earned, 0 only if nothing was; None while anything is unscored."""
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
    """One finding for each criterion, in the order of the rubric."""
    score: Score
    grader_version: str
    graded: datetime
    """The time of judging, UTC."""
    diagnoses: tuple[Diagnosis, ...] = ()
    """The likely misconceptions, at most two, the first cause first; empty if every criterion passes."""
    diagnosed_by: str = ""
    """The digest of the rules and of everything that they use except the runs and the source."""

    @property
    def verified_score(self) -> Score:
        """The score from criteria that can be verified only; only verified points count as earned."""
        found = [finding for finding in self.findings if finding.verifiable]
        return Score(
            earned=sum(one.earned for one in found if one.trust is Trust.VERIFIED),
            possible=sum(one.possible for one in found),
            unscored=sum(one.possible for one in found if one.verdict is Verdict.ERROR),
        )

    refused: tuple[Refusal, ...] = ()
    """The failures of our own code that affected no criterion."""
