"""A learners' edition of a course, without answers: everything that a learner needs to work and practise.

exercises, evidence      the course (`grader.lms.release.autograder`)
editions.json            its number, and the digests of earlier editions (`grader.course.editions`)
requirements.txt         the grader from the wheel next to it, everything else by the hashes of `grader/locks`
deep_learning_grader-….whl   the grader that made the edition
README.md                for learners, with what they can read or forge there
SHA256SUMS               of all these files, which the next edition may replace

An edition is written to a new archive, or to a folder where it replaces an earlier edition. Other files there, such as
`mine`, are left unchanged. If somebody has written into a stub, nothing is replaced at all.
"""

import re
import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED

from grader.course import MINE, Course
from grader.course.editions import FILE, Edition, editions_bytes, handed_out
from grader.course.hand_in import hand_in_advice
from grader.errors import SpecError
from grader.judging.judge import PreparedExercise
from grader.judging.rubric import SealedLabels
from grader.lms.release.autograder import packed_course
from grader.lms.release.product_wheel import add_file
from grader.util.files import bytes_of, open_whole, write_whole

# The content of an edition.

SUMS: Final = "SHA256SUMS"
LICENCES: Final = ("LICENSE", "NOTICE")
PYTHONS: Final = "3.11 to 3.13"
LOCK: Final = "3.11.txt"
"""The lock of the oldest Python, which also contains what later ones need."""
_COMMENT = re.compile(r"^#.*\n", re.MULTILINE)


def edition_files(
    course: Course,
    prepared: Sequence[PreparedExercise],
    sealed: SealedLabels,
    editions: Sequence[Edition],
    wheel: tuple[str, bytes],
) -> dict[str, bytes]:
    """Each file's path in the edition, and its content; the last of the course's editions is being made.

    Raises `StorageError` if a file of the course can't be read.
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
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(made.items()))
    return made | {SUMS: sums.encode()}  # in the format of the program sha256sum


def _requirements(name: str, wheel: bytes) -> bytes:
    """The requirements that pip installs in the edition's folder, including the requirements of JupyterLab."""
    locks = files("grader") / "locks"
    texts = ((locks / lock).read_text(encoding="utf-8") for lock in (LOCK, f"lab/{LOCK}"))
    ours = f"./{name} \\\n    --hash=sha256:{sha256(wheel).hexdigest()}\n"
    return (ours + "".join(_COMMENT.sub("", text) for text in texts)).encode()


def _readme(course: Course, prepared: Sequence[PreparedExercise], number: int) -> bytes:
    template = (files("grader.lms.release") / "edition_files" / "README.md.txt").read_text(encoding="utf-8")
    titles = {one.exercise.id: one.exercise.title for one in prepared}
    advice = hand_in_advice(course.hand_in, Path(f"{MINE}/{prepared[0].exercise.id}.ipynb"), right=True)
    chosen = ((one, lesson) for lesson in course.lessons for one in lesson.exercises if one in titles)
    listed = (f"- `{exercise}` ({lesson.name}): {titles[exercise]}" for exercise, lesson in chosen)
    # Data that may not be passed on, or is too large, is fetched by commands.
    fetching = ["grader data --full"] if course.data == "full" else []
    fetching += ["grader data --fetch"] if any(one.exercise.needs for one in prepared) else []
    text = template.format(
        title=course.title,
        number=number,
        exercises="\n".join(listed),
        pythons=PYTHONS,
        more="".join(f"\n$ {command}" for command in fetching),
        first=prepared[0].exercise.id,
        hand_in=advice or "Ask your instructor where to hand in.",
    )
    return text.encode()


# The place of an edition.


def write_edition(to: Path, made: Mapping[str, bytes]) -> None:
    """Write an edition to its place. Raises `SpecError` if that would destroy something, and `StorageError`."""
    if to.suffix == ".zip":
        _write_archive(to, made)
    else:
        _write_folder(to, made)


def require_place(to: Path) -> None:
    """Raise `SpecError` if no edition can be written there, before any work is done for it."""
    if to.suffix == ".zip":
        if to.is_dir():
            raise SpecError(f"{to}: is a folder; choose another name")
        return
    if to.exists() and not to.is_dir():
        raise SpecError(f"{to}: is a file; choose a folder, or a name that ends in .zip")
    if to.is_dir() and not (to / SUMS).is_file() and any(to.iterdir()):
        raise SpecError(f"{to}: is neither empty nor an earlier edition; choose another folder")


def _write_archive(to: Path, made: Mapping[str, bytes]) -> None:
    """Write an archive that contains one folder, which has the archive's name."""
    with open_whole(to) as file, zipfile.ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(made.items()):
            add_file(archive, f"{to.stem}/{name}", content)


def _write_folder(to: Path, made: Mapping[str, bytes]) -> None:
    before = _earlier(to)
    _require_untouched(to, before, made)
    for name, content in made.items():
        path = to / name
        if name != SUMS and not (path.is_file() and path.read_bytes() == content):
            path.parent.mkdir(parents=True, exist_ok=True)  # readable, as kernels may run as another user
            write_whole(path, content)
            path.chmod(0o644)
    for name in before.keys() - made.keys():
        (to / name).unlink(missing_ok=True)
    write_whole(to / SUMS, made[SUMS])  # written last: if it is interrupted earlier, everything can be repeated
    (to / SUMS).chmod(0o644)


def _earlier(to: Path) -> dict[str, str]:
    """Maps path to sha256 for the files of the edition that is there."""
    if not (to / SUMS).is_file():
        return {}
    lines = bytes_of(to / SUMS).decode(errors="replace").split("\n")
    found = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    return {name: digest for name, digest in found.items() if _lies_within(name)}


def _lies_within(name: str) -> bool:
    """Whether a path stays inside the folder: a learner may have written the list."""
    path = Path(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts


def _require_untouched(to: Path, before: Mapping[str, str], made: Mapping[str, bytes]) -> None:
    """Raise `SpecError` if a stub equals neither an edition's stub nor the new one."""
    for name in sorted({*before, *made}):
        path = to / name
        if not name.endswith(".ipynb") or not path.is_file():
            continue
        found = sha256(path.read_bytes()).hexdigest()
        new = sha256(made[name]).hexdigest() if name in made else ""
        if found not in {before.get(name), new}:
            raise SpecError(f"{path}: contains somebody's answers; move it to {to / 'mine'}, then release again")
