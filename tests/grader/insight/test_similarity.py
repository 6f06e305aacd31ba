"""Copied code is found however it is dressed up; what everyone writes, or what is given, is not."""

import random
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from grader.course.exercise_file import handout_of, load_exercise
from grader.gradebook.streams import HandIn
from grader.insight.records import SimilarityReport
from grader.insight.similarity import (
    COMMON_LEAST,
    NEAREST,
    RARE,
    _candidates,
    _Text,
    own_parts_finder,
    shipped_hashes,
    similarity_report,
)
from grader.model import Exercise
from grader.source.ownership import MAX_CHARACTERS
from grader.source.source import stub_source
from grader.storage.submissions import SubmissionStore
from tests.readers import READER

ROOT = Path(__file__).parents[3]
NAME = "19_autodiff/gradient_descent"
ANSWER = """
# my own way
def step_once(weight, inputs, targets, rate):
    with tf.GradientTape() as tape:
        guess = tf.linalg.matvec(inputs, weight) * 0.5 + 1.25
        misfit = tf.reduce_max(tf.abs(guess - targets) ** 3) - 0.125
    slope = tape.gradient(misfit, weight)
    return tf.clip_by_value(weight - rate * slope, -9.0, 9.0)

for turn in range(17):
    w.assign(step_once(w, tf.reshape(x, [-1, 1]), y, 0.3))
    if turn % 5 == 0 and turn > 1:
        print("after", turn, w.numpy().round(3))
"""
DISGUISED = """
def advance(v, data, goal, speed):
    # compute the gradient
    with tf.GradientTape() as recorder:
        out = tf.linalg.matvec(data, v) * 0.5 + 1.25

        err = tf.reduce_max(tf.abs(out - goal) ** 3) - 0.125
    g = recorder.gradient(err, v)
    return tf.clip_by_value(v - speed * g, -9.0, 9.0)
for i in range(17):
        w.assign(advance(w,tf.reshape(x,[-1,1]),y,0.3))
        if i%5==0 and i>1:
            print("after",i,w.numpy().round(3))
"""


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return load_exercise(ROOT, NAME)


@cache
def given_hashes() -> frozenset[int]:
    return shipped_hashes(load_exercise(ROOT, NAME))


def scripts(answers: Mapping[str, str], exercise: Exercise, tmp_path: Path) -> SimilarityReport:
    """What is alike where each learner handed in the stub followed by an answer."""
    stub = "\n\n".join(f"# %%\n{cell.text}" for cell in stub_source(exercise.stub).cells)
    return files({name: f"{stub}\n\n# %%\n{answer}".encode() for name, answer in answers.items()}, exercise, tmp_path)


def files(contents: Mapping[str, bytes], exercise: Exercise, tmp_path: Path) -> SimilarityReport:
    kept, hand_ins = SubmissionStore(tmp_path), []
    for learner, content in contents.items():
        digest = sha256(content).hexdigest()
        kept.put(digest, content)
        hand_ins.append(HandIn(NAME, learner, digest, "handed_in/a.py"))
    own = own_parts_finder(kept, READER, handout_of(exercise))
    return similarity_report(hand_ins, own, given=given_hashes(), digest="d")


def different(count: int, seed: int = 0) -> dict[str, str]:
    """Answers of learners who each went their own way."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    calls = [f"{first}_{second}" for first in ("reduce", "map", "scan", "fold", "roll") for second in "abcdefgh"]

    def line() -> str:
        return (
            f"v{chance.randrange(9)} = tf.{chance.choice(calls)}(w, {chance.randrange(99)}) {chance.choice('+-*/')} x"
        )

    return {f"other{number:03}": "\n".join(line() for _ in range(12)) for number in range(count)}


def test_a_disguised_copy_is_found_among_others(exercise: Exercise, tmp_path: Path) -> None:
    """Other names, comments, spaces and empty lines do not hide it, and the lines that match are listed."""
    found = scripts({"ada": ANSWER, "bo": DISGUISED, **different(30)}, exercise, tmp_path)
    (pair,) = found.alike

    assert (pair.learners, pair.size, pair.similarity, found.submissions) == (("ada", "bo"), 2, 1.0, 32)
    (passage,) = pair.passages
    assert passage.left.text.startswith("def step_once(")
    assert passage.right.text.startswith("def advance(")
    assert (passage.left.first, passage.left.last) == (2, 12)
    assert (passage.right.first, passage.right.last) == (1, 12)
    assert passage.left.cell == passage.right.cell == len(stub_source(exercise.stub).cells) + 1


def test_a_copy_with_changes_is_found(exercise: Exercise, tmp_path: Path) -> None:
    """Some lines of one's own do not hide the rest; the similarity says how much is shared."""
    changed = DISGUISED.replace("range(17)", "range(40)").replace("0.125", "0.5")
    (pair,) = scripts({"ada": ANSWER, "bo": changed, **different(20)}, exercise, tmp_path).alike

    assert pair.learners == ("ada", "bo")
    assert 0.8 <= pair.similarity < 1
    assert len(pair.passages) == 3


def test_half_a_copy_is_not_nearly_identical(exercise: Exercise, tmp_path: Path) -> None:
    """What shares less than the stated similarity is not listed."""
    half = ANSWER.split("for turn", maxsplit=1)[0] + different(1, seed=5)["other000"]

    assert scripts({"ada": ANSWER, "bo": half, **different(20)}, exercise, tmp_path).alike == ()


def test_learners_who_went_their_own_way_are_not_listed(exercise: Exercise, tmp_path: Path) -> None:
    """Nobody is named where nobody wrote alike."""
    found = scripts(different(80), exercise, tmp_path)

    assert (found.submissions, found.short, found.alike) == (80, 0, ())


def test_short_answers_that_everybody_writes_are_not_compared(exercise: Exercise, tmp_path: Path) -> None:
    """A few lines come out the same by chance: they are counted as too short, and nobody is listed."""
    short = "for step in range(100):\n    with tf.GradientTape() as tape:\n        loss = (w - 3.5) ** 2 + w * 7\n"
    found = scripts({f"l{number}": short for number in range(8)}, exercise, tmp_path)

    assert (found.submissions, found.short, found.alike) == (0, 8, ())


def test_what_many_share_is_not_anybodys_own(exercise: Exercise, tmp_path: Path) -> None:
    """More than ten learners, and a tenth of them, have read the same page; a group up to that is listed as one."""
    crowd = {f"l{number:02}": ANSWER for number in range(COMMON_LEAST + 1)}
    group = dict(list(crowd.items())[:COMMON_LEAST])

    assert scripts({**crowd, **different(30)}, exercise, tmp_path / "crowd").alike == ()
    (found,) = scripts({**group, **different(30)}, exercise, tmp_path / "group").alike
    assert (found.size, found.similarity, found.learners) == (COMMON_LEAST, 1.0, tuple(group))


def test_the_given_code_and_the_kept_answers_are_nobodys_own(exercise: Exercise, tmp_path: Path) -> None:
    """Whoever hands in the stub, the reference or a known answer may be like others."""
    reference = exercise.reference.read_bytes()
    wrong = [path.read_text("utf-8") for path in sorted(exercise.reference.parent.glob("*/*.py"))]
    assert wrong
    contents = {f"ref{number}": reference + b"\n# %s" % str(number).encode() for number in range(3)}
    found = files(contents, exercise, tmp_path / "reference")
    also = scripts(
        {f"{n}{m}": f"{text}\n# {m}" for n, text in enumerate(wrong) for m in "ab"}, exercise, tmp_path / "kept"
    )

    assert found.alike == also.alike == ()


HOSTILE = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "no notebook": b'{"cells": [{"cell_type": "code", "source": {"a": 1}}]}',
    "cut off": b'{"cells": [{"cell_type": "code", "source": ["x = ',
    "deep json": b"[" * 100_000,
    "deep brackets": b"# %%\n" + b"(" * 50_000,
    "deep operators": b"# %%\nx = " + b"-" * 9_000 + b"1",
    "deep chain": b"# %%\nx = 1" + b" + 1" * 9_000,
    "deep attributes": b"# %%\nx" + b".a" * 15_000,
    "deep calls": b"# %%\nx" + b"()" * 15_000,
    "long line": b"# %%\nx = [" + b"1," * 20_000 + b"]",
    "too long": b"# %%\n" + b"print(1)\n" * (MAX_CHARACTERS // 8),
    "one long string": b"# %%\nx = '''" + b"a\n" * 8_000 + b"'''",
    "half characters": "# %%\nx = '\ud800'".encode("utf-8", "surrogatepass"),
    "nul": b"# %%\nx = 1\0\n",
    "utf-16": "# %%\nx = 1".encode("utf-16"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_left_out_and_counted(exercise: Exercise, tmp_path: Path, name: str) -> None:
    """Nothing is raised, the copy beside it is still found, and every file is accounted for."""
    stub = "\n\n".join(f"# %%\n{cell.text}" for cell in stub_source(exercise.stub).cells)
    good = {"ada": f"{stub}\n\n# %%\n{ANSWER}".encode(), "bo": f"{stub}\n\n# %%\n{DISGUISED}".encode()}
    found = files({**good, "eve": HOSTILE[name], "mallory": HOSTILE[name] + b"\n"}, exercise, tmp_path)

    assert ("ada", "bo") in [one.learners for one in found.alike]
    assert found.submissions + found.short + found.unreadable == 4


def test_work_grows_with_the_number_of_submissions_not_with_its_square() -> None:
    """However many texts share fingerprints, each is compared with a few, and what all share brings none together."""
    crowd = [_Text((), [], marks=frozenset({number // 7, number // 5 + 10_000, -1})) for number in range(2_000)]
    pairs = list(_candidates(crowd))

    assert 0 < len(pairs) <= NEAREST * len(crowd)
    assert list(_candidates([_Text((), [], marks=frozenset({1}))] * (RARE + 1))) == []


def test_what_was_not_kept_is_counted(exercise: Exercise, tmp_path: Path) -> None:
    """A result of an older OUT, which kept no files, is left out; so is a damaged one."""
    kept = SubmissionStore(tmp_path)
    kept.path("b" * 64).parent.mkdir(parents=True)
    kept.path("b" * 64).write_bytes(b"no zlib")
    hand_ins = [HandIn(NAME, letter, letter * 64, "a.py") for letter in "ab"]
    found = similarity_report(hand_ins, own_parts_finder(kept, READER, handout_of(exercise)), given=(), digest="d")

    assert (found.submissions, found.short, found.unreadable) == (0, 0, 2)


def identical(count: int) -> Iterable[tuple[str, str]]:
    return ((f"l{number}", f"{ANSWER}\nlast = {number}" + f"\nprint(last, {number})" * 3) for number in range(count))


def test_many_that_are_nearly_alike_stay_few_pairs(exercise: Exercise, tmp_path: Path) -> None:
    """A crowd of variants neither floods the list nor costs the square of its size."""
    found = scripts({**dict(identical(10)), **different(20)}, exercise, tmp_path)

    assert len(found.alike) == 45
    assert found.more == 0
