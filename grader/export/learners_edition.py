"""A learners' edition of a course: all that a learner needs to work and to be judged for practice, and no answers.

exercises, evidence      the course (`grader.export.packed_course`)
editions.json            its number, and the digests of earlier editions (`grader.course.editions`)
requirements.txt         the grader from the wheel beside it, everything else by the hashes of `grader/locks`
deep_learning_grader-….whl   the grader that made the edition
README.md                for learners, with what they can read or forge there
SHA256SUMS               of all these files: what the next edition may replace
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

from grader.course import MINE, Course
from grader.course.editions import FILE, Edition, editions_bytes, handed_out
from grader.course.hand_in import hand_in_advice
from grader.export.packed_course import packed_course
from grader.grading.judge import PreparedExercise
from grader.grading.rubric import SealedLabels

SUMS: Final = "SHA256SUMS"
LICENCES: Final = ("LICENSE", "NOTICE")
PYTHONS: Final = "3.11 to 3.13"
LOCK: Final = "3.11.txt"
"""The lock of the oldest Python says what later ones need, too."""
_COMMENT = re.compile(r"^#.*\n", re.MULTILINE)


def edition_files(
    course: Course,
    prepared: Sequence[PreparedExercise],
    sealed: SealedLabels,
    editions: Sequence[Edition],
    wheel: tuple[str, bytes],
) -> dict[str, bytes]:
    """Each file's path in the edition, and its content; the last of the course's editions is the one that is made.

    Raises `StorageError` where a file of the course can't be read.
    """
    exercises = [one.exercise.id for one in prepared]
    made = dict(packed_course(course, prepared, sealed, edition=editions[-1].number))
    made[FILE] = editions_bytes(handed_out(editions, exercises))
    made[wheel[0]] = wheel[1]
    made["requirements.txt"] = _requirements(*wheel)
    made["README.md"] = _readme(course, prepared, editions[-1].number)
    for name in LICENCES:
        if (course.root / name).is_file():
            made[name] = (course.root / name).read_bytes()
    return made | {SUMS: _sums(made)}


def _requirements(name: str, wheel: bytes) -> bytes:
    """What pip installs in the edition's folder, for itself and with JupyterLab."""
    locks = files("grader") / "locks"
    texts = ((locks / lock).read_text(encoding="utf-8") for lock in (LOCK, f"lab/{LOCK}"))
    ours = f"./{name} \\\n    --hash=sha256:{sha256(wheel).hexdigest()}\n"
    return (ours + "".join(_COMMENT.sub("", text) for text in texts)).encode()


def _readme(course: Course, prepared: Sequence[PreparedExercise], number: int) -> bytes:
    template = (files("grader") / "export" / "edition_files" / "README.md.txt").read_text(encoding="utf-8")
    titles = {one.exercise.id: one.exercise.title for one in prepared}
    advice = hand_in_advice(course.hand_in, Path(f"{MINE}/{prepared[0].exercise.id}.ipynb"), right=True)
    text = template.format(
        title=course.title,
        number=number,
        exercises="\n".join(_listed(course, titles)),
        pythons=PYTHONS,
        more="".join(f"\n$ {command}" for command in _fetching(course, prepared)),
        first=prepared[0].exercise.id,
        hand_in=advice or "Ask your instructor where to hand in.",
    )
    return text.encode()


def _listed(course: Course, titles: Mapping[str, str]) -> Iterator[str]:
    for lesson in course.lessons:
        for exercise in lesson.exercises:
            if exercise in titles:
                yield f"- `{exercise}` ({lesson.name}): {titles[exercise]}"


def _fetching(course: Course, prepared: Sequence[PreparedExercise]) -> Iterator[str]:
    """The commands that fetch what may not be passed on, or is too large to be."""
    if course.data == "full":
        yield "grader data --full"
    if any(one.exercise.needs for one in prepared):
        yield "grader data --fetch"


def _sums(made: Mapping[str, bytes]) -> bytes:
    """In the format of the program sha256sum."""
    return "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(made.items())).encode()
