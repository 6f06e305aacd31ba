"""The desk: what it takes is on the disk and in the gradebook, and what it refuses leaves no trace."""

import json
import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest

from grader.course.editions import FILE, with_current_edition
from grader.course.editions import editions_bytes as written
from grader.course.exercise_file import handout_of, load_exercise
from grader.course.loader import load_course
from grader.errors import StorageError, SystemFault
from grader.gradebook import Gradebook
from grader.gradebook.marks import AssignedExercise, Assignment, Assignments, Period, Policy
from grader.gradebook.marks.hand_in_rules import HandInRules
from grader.service.hand_in import READERS, HandInDesk, RefusedHandIn
from grader.source.records import MAX_FILE_MIB, Reading
from grader.storage.folder import suffix_of
from grader.storage.layout import FILES
from grader.storage.submissions import SubmissionStore
from tests.grader import tiny
from tests.readers import READER
from tests.service import NO_RULES, answer_file

ANSWER = answer_file("total = 1")
BARE = b"total = 1\n"
"""A file that does not say which exercise it is for."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.write(tmp_path_factory.mktemp("course"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    Gradebook.open(tmp_path / "out" / "gradebook.sqlite").close()
    return tmp_path / "out"


@pytest.fixture
def desk(course: Path, out: Path) -> Iterator[HandInDesk]:
    with (
        Gradebook.join(out / "gradebook.sqlite") as book,
        closing(HandInDesk(out, load_course(course), book, NO_RULES)) as desk,
    ):
        yield desk


def kept(out: Path) -> tuple[int, int]:
    """Attempts in the gradebook, and contents on the disk."""
    with Gradebook.view(out / "gradebook.sqlite") as book:
        return len(book.hand_ins().waiting), sum(path.is_file() for path in (out / FILES).rglob("*"))


def test_what_is_acknowledged_is_there(desk: HandInDesk, out: Path) -> None:
    """The receipt names what the gradebook and the disk have."""
    receipt = desk.hand_in("ada", "C:\\fakepath\\my sum (1).py", ANSWER)

    with Gradebook.view(out / "gradebook.sqlite") as book:
        (waiting,) = book.hand_ins().waiting
    assert (receipt.submission.exercise, receipt.submission.attempt, receipt.again) == (tiny.EXERCISE, 1, False)
    assert (waiting.submission.learner, waiting.submission.attempt) == ("ada", 1)
    assert waiting.submission.received == receipt.submission.received
    assert "fakepath" not in str(waiting.submission.path)
    assert SubmissionStore(out / FILES).get(receipt.submission.sha256) == ANSWER
    assert receipt.submission.sha256 == sha256(ANSWER).hexdigest()


def test_the_same_file_again_has_the_same_receipt(desk: HandInDesk) -> None:
    """But for the word that it was there already."""
    first, second = (desk.hand_in("ada", "sum.py", ANSWER) for _ in range(2))
    assert (second.submission.attempt, second.submission.received, second.again) == (
        first.submission.attempt,
        first.submission.received,
        True,
    )


REFUSED = {
    "sum.txt": (ANSWER, "neither a notebook"),
    "": (ANSWER, "neither a notebook"),
    "sum.ipynb": (b"\x80\x81", "notebook"),
    "other.py": (BARE, "not clear which exercise"),
    "summ.py": (BARE, "The nearest exercise of this course is 01/sum"),
    "large.py": (b"#" * (MAX_FILE_MIB * 2**20 + 1), f"larger than {MAX_FILE_MIB} MiB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_leaves_no_trace(desk: HandInDesk, out: Path, name: str) -> None:
    """A sentence says what is wrong, and nothing is kept."""
    content, sentence = REFUSED[name]

    with pytest.raises(RefusedHandIn) as refused:
        desk.hand_in("ada", name, content)

    assert sentence in refused.value.sentence
    assert kept(out) == (0, 0)


STUB_JSON = {"metadata": {"grader": {"exercise": tiny.EXERCISE}}, "nbformat": 4, "nbformat_minor": 4}
CELLS = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": "total = 1"}]
NOTEBOOK = json.dumps(STUB_JSON | {"cells": CELLS}).encode()
OLD = json.dumps({"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": "total = 1"}]}]}).encode()
PLAIN = b"import numpy as np\na = np.array([3.0, 4.0, 5.0])\ntotal = np.sum(a) - 1\n"
OTHERS = ANSWER.replace(tiny.EXERCISE.encode(), b"99/none")


ODD_FILES = [
    (name, content)
    for name in ("sum.py", ".py", "sum.PY", "sum.ipynb", ".ipynb", "sum.IPYNB", "a.ipynb.py", "..py", "sum.py/.py")
    for content in (ANSWER, NOTEBOOK, BARE, PLAIN, OLD, OTHERS)
] + [
    ("sum.py", b"\xef\xbb\xbf" + ANSWER),
    ("sum.py", ANSWER.decode().encode("utf-16")),
    ("sum.py", ANSWER.decode().encode("utf-16-le")),
    ("sum.ipynb", NOTEBOOK.decode().encode("utf-16")),
    ("sum.ipynb", b"\xef\xbb\xbf" + NOTEBOOK),
    ("sum.ipynb", json.dumps(STUB_JSON | {"cells": []}).encode()),
    ("sum.ipynb", json.dumps(STUB_JSON | {"cells": [{"cell_type": "markdown", "source": "# text"}]}).encode()),
    ("sum.ipynb", NOTEBOOK[:-30]),
    ("sum.ipynb", NOTEBOOK[:40]),
    ("sum.ipynb", json.dumps(STUB_JSON | {"cells": [CELLS[0] | {"source": "x = 1"}, *CELLS]}).encode()[:-30]),
    ("sum.py", ANSWER.replace(b"\n", b"\r\n")),
    ("sum.py", ANSWER.replace(b"\n", b"\r")),
    ("sum.py", b"  " + NOTEBOOK),
    ("sum.txt", ANSWER),
    ("sum", ANSWER),
    ("py", ANSWER),
    ("sum.py.zip", ANSWER),
    ("sum.py ", ANSWER),
    ("sum.py\0", ANSWER),
    ("", ANSWER),
]


def test_what_is_acknowledged_is_judged_as_it_was_read(desk: HandInDesk, course: Path, out: Path) -> None:
    """Whoever judges reads the same code by the name that the gradebook has; what that reads nothing in is refused."""
    for number, (name, content) in enumerate(ODD_FILES):
        with suppress(RefusedHandIn):
            desk.hand_in(str(number), name, content)
    with Gradebook.view(out / "gradebook.sqlite") as book:
        taken = {int(one.submission.learner): one.submission.path for one in book.hand_ins().waiting}
    handout = handout_of(load_exercise(course, tiny.EXERCISE))
    for number, (name, content) in enumerate(ODD_FILES):
        suffix = suffix_of(name)
        if number in taken:
            assert taken[number].name == f"sum{suffix}", name
            assert isinstance(READER.read(content, script=suffix == ".py", handout=handout), Reading), (name, content)
        else:
            assert content not in {ANSWER, NOTEBOOK} or not suffix or (suffix, content) == (".ipynb", ANSWER), name


def test_a_file_of_an_older_edition_is_taken_with_a_notice(out: Path, tmp_path: Path) -> None:
    """It is said what has changed since; the attempt counts all the same."""
    changed = tiny.write(tmp_path / "changed")
    first = with_current_edition(load_course(changed), ())
    (changed / FILE).write_bytes(written(first))
    rubric = changed / f"{tiny.BESIDE}.toml"
    rubric.write_text(rubric.read_text(encoding="utf-8").replace("A sum", "The sum"), encoding="utf-8")
    cell = {"cell_type": "code", "source": "total = 1", "metadata": {}, "outputs": []}
    notebook = {
        "cells": [cell],
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"grader": {"exercise": tiny.EXERCISE, "edition": 1}},
    }
    with (
        Gradebook.join(out / "gradebook.sqlite") as book,
        closing(HandInDesk(out, load_course(changed), book, NO_RULES)) as desk,
    ):
        receipt = desk.hand_in("ada", "sum.ipynb", json.dumps(notebook).encode())

    assert receipt.submission.attempt == 1
    assert "made from edition 1 of the course. Since then what is checked of this exercise changed" in receipt.notice


@contextmanager
def little_room(most: int) -> Iterator[None]:
    """A disk on which no file can have more bytes, for this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_nothing_is_acknowledged(desk: HandInDesk, out: Path) -> None:
    """It is our fault and said so, nothing is half there, and the same file is taken once there is room again."""
    desk.hand_in("bob", "sum.py", ANSWER)
    with little_room(0), pytest.raises(SystemFault, match="is its disk full"):
        desk.hand_in("ada", "sum.py", answer_file("total = 2"))

    assert kept(out) == (1, 1)
    assert desk.hand_in("ada", "sum.py", answer_file("total = 2")).submission.attempt == 1


def test_a_gradebook_that_fills_up_keeps_what_was_acknowledged(desk: HandInDesk, out: Path) -> None:
    """The hand-in that does not fit any more is the first that is not there."""
    taken = [
        desk.hand_in("ada", "sum.py", answer_file(f"total = {number}")).submission.attempt for number in range(READERS)
    ]

    def fill() -> None:
        for number in range(READERS, 1_000):
            taken.append(desk.hand_in("ada", "sum.py", answer_file(f"total = {number}")).submission.attempt)  # noqa: PERF401 - it raises

    with little_room(200_000), pytest.raises(StorageError, match="nothing that was kept is lost"):
        fill()
    assert taken == list(range(1, len(taken) + 1))
    with Gradebook.view(out / "gradebook.sqlite") as book:
        assert [one.submission.attempt for one in book.hand_ins().waiting] == taken
    assert desk.hand_in("ada", "sum.py", ANSWER).submission.attempt == len(taken) + 1


def test_many_hand_in_at_once(desk: HandInDesk, out: Path) -> None:
    """Threads of one process lose nothing and number each learner's attempts."""
    with ThreadPoolExecutor(8) as pool:
        receipts = list(
            pool.map(lambda n: desk.hand_in(f"learner-{n % 3}", "sum.py", answer_file(f"total = {n}")), range(24))
        )

    assert sorted((one.submission.learner, one.submission.attempt) for one in receipts) == [
        (f"learner-{n}", attempt) for n in range(3) for attempt in range(1, 9)
    ]
    assert kept(out) == (24, 24)


@contextmanager
def ruled(out: Path, course: Path, policy: Policy, due: datetime | None = None) -> Iterator[HandInDesk]:
    """A desk of a course whose one exercise is handed in by this policy."""
    part = AssignedExercise(exercise=tiny.EXERCISE, weight=Fraction(1), points=2)
    one = Assignment(id="a", title="A", parts=(part,), weight=Fraction(1), due=due, policy=policy)
    rules = HandInRules(Assignments(every=(one,), zone=UTC))
    with (
        Gradebook.join(out / "gradebook.sqlite") as book,
        closing(HandInDesk(out, load_course(course), book, rules)) as desk,
    ):
        yield desk


def test_an_attempt_too_many_is_refused_and_the_same_bytes_are_none(out: Path, course: Path) -> None:
    """Nothing of it is kept; another learner's attempts are counted by themselves."""
    with ruled(out, course, Policy(attempts_per_day=2)) as desk:
        for answer in ("total = 1", "total = 2", "total = 2"):
            last = desk.hand_in("ada", "sum.py", answer_file(answer))
        with pytest.raises(RefusedHandIn, match="You have made 2 attempts at this exercise today"):
            desk.hand_in("ada", "sum.py", answer_file("total = 3"))
        again = desk.hand_in("ada", "sum.py", answer_file("total = 2"))
        bobs = desk.hand_in("bob", "sum.py", answer_file("total = 1"))

    assert (last.submission.attempt, last.again, again.submission.attempt, again.again, bobs.submission.attempt) == (
        2,
        True,
        2,
        True,
        1,
    )
    assert kept(out) == (3, 2)


def test_requests_at_once_do_not_pass_together(out: Path, course: Path) -> None:
    """Of two desks' many hand-ins of one learner as many are taken as a day has; the others get the sentence."""

    def outcome(number: int) -> str:
        try:
            desks[number % 2].hand_in("ada", "sum.py", answer_file(f"total = {number}"))
        except RefusedHandIn:
            return "refused"
        return "taken"

    policy = Policy(attempts_per_day=3)
    with ruled(out, course, policy) as one, ruled(out, course, policy) as other, ThreadPoolExecutor(8) as pool:
        desks = (one, other)
        outcomes = list(pool.map(outcome, range(16)))

    assert outcomes.count("taken") == 3
    assert kept(out)[0] == 3


def test_what_comes_after_the_end_is_refused(out: Path, course: Path) -> None:
    """And leaves no trace; what was taken before keeps its receipt."""
    due, no_time = datetime.now(UTC) - timedelta(minutes=1), Period(words="0 minutes")
    with ruled(out, course, Policy(), due) as desk:
        first = desk.hand_in("ada", "sum.py", ANSWER)
    with ruled(out, course, Policy(cut_off=no_time), due) as desk:
        with pytest.raises(RefusedHandIn, match="This exercise was open until"):
            desk.hand_in("ada", "sum.py", answer_file("total = 2"))
        again = desk.hand_in("ada", "sum.py", ANSWER)

    assert (again.submission.attempt, again.submission.received) == (
        first.submission.attempt,
        first.submission.received,
    )
    assert kept(out) == (1, 1)
