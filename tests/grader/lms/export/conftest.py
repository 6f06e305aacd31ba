"""An OUT as `grade` leaves it, with hostile learners, and a small course that it belongs to."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from grader.commands.export import open_export_data
from grader.course.stubs import sync_stubs
from grader.gradebook import Entry, Gradebook
from grader.lms.export.dataset import ExportData
from grader.model import Finding, Outcome, Result, Run, Score, Submission, Verdict
from grader.storage.identities import Identity, write_identities
from grader.storage.layout import GRADEBOOK, RESULTS
from grader.storage.result_json import line_of

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
NASTY = 'differs <b>&amp;</b> "x", \x00\x1b[31mred\x1b[0m ]]> =1+1\n@second; line'
SUM, PRODUCT = "01/sum", "01/product"
PEOPLE = (
    Identity(learner="p01", name="Ada Lovelace", email="ada@example.org", canvas_id="101", moodle_id="9001"),
    Identity(learner="p02", name='=HYPERLINK("http://x","y")', email="b@example.org", sis_id="S-2", moodle_id="9002"),
    Identity(learner="p03", name="Núñez, \"Amélie\"; the 'second'", login="amelie", idnumber="ID3", moodle_id="9003"),
    Identity(learner="p04", name="سارة محمود", email="sara@example.org", canvas_id="104", moodle_id="9004"),
    Identity(learner="p05", name="Kim 🙂 Lee", email="kim1@example.org", canvas_id="105", moodle_id="9005"),
    Identity(learner="p06", name="Kim 🙂 Lee", email="kim2@example.org", moodle_id="9006"),
    Identity(learner="p07", name="N" * 300, email="long@example.org", moodle_id="9007"),
    Identity(learner="p08", name="Nobody Knows"),
)
"""Formula, quotes, right to left, emoji, two of one name, 300 characters, and one with nothing but a name."""


def finding(criterion: str, verdict: Verdict, *, message: str = "", earned: int = 0) -> Finding:
    return Finding(
        verdict=verdict,
        message=message or "It has.",
        criterion=criterion,
        title=f"The {criterion} is right",
        hints=("Look again.",) if verdict is Verdict.FAIL else (),
        earned=earned,
        possible=1,
    )


def entry(learner: str, exercise: str, *verdicts: Verdict, outcome: Outcome = Outcome.OK, at: datetime = NOON) -> Entry:
    """A result with a criterion for each verdict, a point each."""
    findings = tuple(
        finding(name, verdict, message=NASTY if verdict is Verdict.FAIL else "", earned=int(verdict is Verdict.PASS))
        for name, verdict in zip(("shape", "value"), verdicts, strict=True)
    )
    unscored = sum(verdict is Verdict.ERROR for verdict in verdicts)
    run = Run(key=sha256(f"{learner}{exercise}".encode()).hexdigest(), outcome=outcome, wall_s=1.5, message="")
    result = Result(
        submission=Submission(
            learner=learner,
            exercise=exercise,
            attempt=1,
            path=Path("x.ipynb"),
            sha256=sha256(f"{learner}{exercise}".encode()).hexdigest(),
            received=at,
            submitted=at,
        ),
        run_key=run.key,
        outcome=outcome,
        attempted=True,
        findings=findings,
        score=Score(earned=sum(one.earned for one in findings), possible=2, unscored=unscored),
        grader_version="0",
        graded=at + timedelta(hours=1),
    )
    return Entry(result=result, run=run, cached=False, exercise_digest="d", reference_key="r")


P, F, E = Verdict.PASS, Verdict.FAIL, Verdict.ERROR
ENTRIES = (
    entry("p01", PRODUCT, P, P),
    entry("p01", SUM, P, P),
    entry("p02", SUM, P, F),
    entry("p03", SUM, F, Verdict.SKIP, outcome=Outcome.TIMED_OUT),
    entry("p04", SUM, P, E),
    entry("p05", SUM, P, P),
    entry("p06", SUM, P, F),
    entry("p07", SUM, P, P),
)
RUBRIC = """title = "A {title}"
[[criteria]]
id = "shape"
title = "The shape is right"
check = "tensor_shape"
of = "total"
hints = ["a", "b", "c"]
[[criteria]]
id = "value"
title = "The value is right"
check = "tensor_values"
of = "total"
hints = ["a", "b", "c"]
"""
REFERENCE = "# exercise: {id}\n\n# %%\n# BEGIN SOLUTION\n# BLANK: total = ...\ntotal = 1\n# END SOLUTION\n"


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of two exercises, without assignments."""
    root = tmp_path_factory.mktemp("course")
    (root / "exercises" / "01").mkdir(parents=True)
    (root / "exercises" / "course.toml").write_text(
        'title = "A course"\n[[lessons]]\nid = "01"\ntitle = "t"\nsections = [1]\nexercises = ["product", "sum"]\n'
    )
    for exercise in (SUM, PRODUCT):
        title = exercise.partition("/")[2]
        (root / "exercises" / f"{exercise}.toml").write_text(RUBRIC.format(title=title))
        (root / "solutions" / exercise).mkdir(parents=True)
        (root / "solutions" / exercise / "reference.py").write_text(REFERENCE.format(id=exercise))
    sync_stubs(root, check=False)
    return root


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was graded."""
    folder = tmp_path_factory.mktemp("out")
    with Gradebook.open(folder / GRADEBOOK) as gradebook:
        gradebook.record_all(ENTRIES)
        (folder / RESULTS).write_bytes(b"".join(map(line_of, gradebook.entries())))
    write_identities(folder / "identities.csv", PEOPLE)
    return folder


Opened = Callable[..., ExportData]


@pytest.fixture
def opened(out: Path, course: Path) -> Iterator[Opened]:
    """`(*only)`: what an export of those assignments or exercises is made from."""
    with ExitStack() as stack:
        yield lambda *only: open_export_data(out, only, stack, course=course, place=out / GRADEBOOK)
