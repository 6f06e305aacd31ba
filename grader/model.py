"""The nouns: frozen records and enums. No I/O, no behaviour beyond what a field implies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from pathlib import Path
from typing import Literal

from grader.evidence import EMPTY, Evidence
from grader.limits import Limits

Parameter = str | int | float | bool | list["Parameter"] | dict[str, "Parameter"]
"""A check's parameter as TOML spells it."""


@unique
class Outcome(StrEnum):
    """How a run ended, and which cells still count. Later cells run after a cell that raised or was interrupted."""

    OK = "ok"
    """Every cell ran. Everything counts."""
    RAISED = "raised"
    """A cell raised; the first such cell is named. All other cells count, later ones too."""
    TIMED_OUT = "timed_out"
    """A cell used up `cell_s` and was interrupted; the cells used up `wall_s`; or what they left could not be looked at
    within `after_s`. The other cells count; after `wall_s` those before."""
    OUT_OF_MEMORY = "out_of_memory"
    """All its processes together used more than `memory_mib`. The cells before count."""
    TOO_MUCH_OUTPUT = "too_much_output"
    """More than `output_kib` was printed; the rest is left out and everything counts. Or there was a flood of messages,
    which is stopped; then the cells before count."""
    CRASHED = "crashed"
    """The kernel ended itself or was killed by a fault: os._exit, a segmentation fault, a signal. The cells before
    count."""
    BROKE_PROTOCOL = "broke_protocol"
    """The kernel sent what no notebook's kernel sends. The cells before count."""
    UNREADABLE = "unreadable"
    """The file is not a notebook or script, or could not be read within the reader's limits; `Run.message` says why.
    Nothing ran, and nothing counts."""
    INTERNAL = "internal"
    """Our fault. The submission is unscored, and tried again by the next call."""


@unique
class Verdict(StrEnum):
    """What a check decided."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    SKIP = "skip"
    """Not judged: an earlier criterion failed, or the exercise was not attempted."""
    ERROR = "error"
    """Our fault: the points are unscored, never zero."""


@unique
class Trust(StrEnum):
    """What a finding rests on."""

    VERIFIED = "verified"
    """Computed outside, or from inputs that the learner's code could not know."""
    REPORTED = "reported"
    """Taken from the submission's own word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One line of a rubric: a check, its parameters and what it is worth."""

    id: str
    title: str
    """What the learner reads, as a claim: "The output has shape (1, 1)"."""
    check: str
    """A key of `grader.checks.CHECKS`."""
    params: Mapping[str, Parameter] = field(default_factory=dict)
    points: int = 1
    after: str | None = None
    """The id of the criterion that must pass first; otherwise this one is skipped."""
    replay: tuple[str, ...] = ()
    """Inputs that the probe rebinds to hidden values before the answer cells run a second time."""
    worked: bool = False
    """Whether the learner's code, read as text, must show that work went into what is looked at."""
    hints: tuple[str, ...] = ()
    """Three, from nudge to nearly the answer."""
    hidden: bool = False
    """Shows its title and verdict only, and is announced ahead."""


FetchedDataSet = Literal["cats_and_dogs", "pretrained"]
"""Data that the repository may not hold, and that is fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One thing to solve, and how it is judged."""

    id: str
    """Lesson and name: "06_multi_layer/two_layers"."""
    title: str
    rubric: tuple[Criterion, ...]
    limits: Limits
    stub: Path
    reference: Path
    digest: str
    """sha256 over rubric, stub, reference and calibration."""
    other_name_costs: int = 0
    """Points lost, once, where an answer stands under another name than the asked one."""
    needs: tuple[FetchedDataSet, ...] = ()
    """Sorted."""

    @property
    def points(self) -> int:
        """The most a submission can earn."""
        return sum(criterion.points for criterion in self.rubric)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One file handed in."""

    learner: str
    """A pseudonym; by default the folder's name."""
    exercise: str
    attempt: int
    """1, 2, … for that learner and exercise."""
    path: Path
    sha256: str
    received: datetime
    """When the grader first saw it, UTC."""
    submitted: datetime | None = None
    """When the learner handed it in, UTC, where something outside said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Something a cell showed."""

    kind: Literal["stdout", "stderr", "text", "png"]
    """`text` is a result's plain form; `png` a picture, its `text` in base64. HTML is never kept."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellError:
    """The exception that ended a cell."""

    name: str
    """The exception's class, such as "NameError"."""
    message: str
    traceback: str
    """Plain text without terminal codes."""
    line: int | None = None
    """The line of the cell it came from, from 1, where the traceback tells."""
    advice: str = ""
    """Where old code raised it: why, and what is written today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRun:
    """One code cell after its run."""

    source: str
    coloured: tuple[tuple[int, int], ...] = ()
    """The source in pieces: how many characters, and the place of their colour in `grader.source.records.COLOURS`."""
    outputs: tuple[Output, ...] = ()
    error: CellError | None = None
    wall_s: float = 0.0
    answer: bool = False
    """Whether the learner wrote it: it fills a blank or is not in the stub."""
    state: Literal["ran", "interrupted", "died", "not_run"] = "ran"
    """`interrupted` at its time limit; `died` took the kernel with it; `not_run` came after that."""
    remarks: tuple[str, ...] = ()
    """What ran otherwise than it is written, a sentence or two each: old code spelled as today, a cell run later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution of one source."""

    key: str
    """Digest of all that it depends on: source, request, limits, grader, environment, data, seed."""
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
    message: str = ""
    """One sentence on an outcome other than OK, for the learner."""
    sandboxed: bool = True
    """False where `check --no-sandbox` ran it."""
    repairs: tuple[str, ...] = ()
    """What was wrong with the file and put right before it ran, a sentence each."""
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    """Asked name that the run left undefined or blank, to the name that was looked at in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A number that was judged by where it lies among the reference's."""

    value: int
    of: int
    """The most it could be."""
    bar: int
    """The least that passes."""
    reference: tuple[int, ...]
    """The same number for each of the reference's trainings, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check says of one submission. `grading` adds its place in the rubric and the points."""

    verdict: Verdict
    message: str
    """One or two sentences: what is so, or what differs."""
    expected: str = ""
    """What was looked for, short; never the reference's values of a failed value criterion."""
    actual: str = ""
    """What was there instead, short."""
    trust: Trust = Trust.VERIFIED
    criterion: str = ""
    title: str = ""
    hints: tuple[str, ...] = ()
    """The criterion's, where the verdict is not PASS and the criterion is not hidden."""
    earned: int = 0
    possible: int = 0
    hidden: bool = False
    measured: Measurement | None = None
    judged_by: str = ""
    """Digest of the criterion and its check: where that is the same and the runs are, so is the finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A misconception that the facts of one submission speak for."""

    rule: str
    """A rule of `grader.diagnosis.RULES`."""
    message: str
    """What is misunderstood, a sentence that begins "It looks as if"."""
    where: str
    """What in the submission shows it, short."""
    lesson: str
    """The id of the lesson to read again."""
    hints: tuple[str, ...]
    """Three, from nudge to nearly the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points, and those that our own faults kept from being judged. Scores add."""

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
    """One submission, judged."""

    submission: Submission
    run_key: str
    outcome: Outcome
    attempted: bool
    findings: tuple[Finding, ...]
    score: Score
    grader_version: str
    graded: datetime
    """UTC."""
    diagnoses: tuple[Diagnosis, ...] = ()
    """What we think happened: at most two, the first cause first, and none where every criterion passes."""
    diagnosed_by: str = ""
    """Digest of the rules and of what they looked at, the runs and the source aside."""


@unique
class DecisionKind(StrEnum):
    """What a decision is about. The last of a kind for the same target counts."""

    OVERRIDE = "override"
    """The points of an exercise, or of one criterion of it."""
    LATE = "late"
    """The fraction of the points that a late submission loses."""
    EXTENSION = "extension"
    """A later due date."""
    EXCUSED = "excused"
    """Not asked of this learner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody, or the late policy, decided on one learner's points or due date."""

    learner: str
    exercise: str | None = None
    """None where it is about an assignment."""
    assignment: str | None = None
    """None where it is about an exercise."""
    criterion: str | None = None
    """The one criterion of the exercise, or None for the whole of it."""
    kind: DecisionKind
    value: float | None = None
    """OVERRIDE: points. LATE: fraction of the points lost, 0 to 1. EXCUSED: 1. None takes an earlier one back."""
    until: datetime | None = None
    """EXTENSION: the new due date, UTC; None takes an earlier one back."""
    automatic: float | None = None
    """OVERRIDE: the points that the grader had given then, so that a later change of them is seen."""
    who: str
    """The account that decided, or "policy"."""
    when: datetime
    """UTC."""
    why: str
    id: int = 0
    """Its ordinal in the gradebook; 0 before it is there."""
