"""Archives and trees as each system makes them, by the rules of its own source, and a folder to collect them in."""

import os
import re
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from grader.lms.intake.collecting import SYSTEMS, Collector, Summary, Target, guess_system, label, lock_folder
from grader.lms.intake.exercise_of_file import ExerciseResolver
from grader.lms.intake.roster import Roster, read_roster
from grader.lms.intake.source import HandInSource
from tests.readers import READER

EXERCISES = ("05_single_layer/elementwise", "06_multi_layer/two_layers", "10_softmax/softmax", "18_training/train")
STUB = b"print('the stub')\n"
GIT_USER = {f"GIT_{who}_{what}": "someone" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def script(exercise: str | None, body: str = "x = 1\n") -> bytes:
    """A percent script, which names its exercise as `grader sync` makes it do, or does not."""
    return (f"# exercise: {exercise}\n\n# %%\n" if exercise else "").encode() + body.encode()


def zip_of(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def moodle_name(name: str, number: int, file: str, layout: str = "folders", kind: str = "file") -> str:
    """What Moodle calls a file: blanks for underscores in names, and no sign that a file system refuses."""
    clean = re.sub(r'[\x00-\x1f"*/:<>?\\|&`\']', "", name.replace("_", " "))
    prefix = f"{clean}_{number}_assignsubmission_{kind}"
    return {"folders": f"{prefix}/{file}", "old": f"{prefix}_/{file}", "flat": f"{prefix}_{file}"}[layout]


def canvas_name(sortable: str, user: int, attachment: int, file: str, *, late: bool = False) -> str:
    """What Canvas calls a file: the sortable name in lower case, with nothing left but letters, digits and `_`."""
    name = re.sub(r"_(\d+)_", r"\1", sortable).lower()
    return re.sub(r"\W", "", "_".join([name, *(["LATE"] if late else []), str(user)])) + f"_{attachment}_{file}"


def gradescope_files(submissions: Mapping[str, Mapping[str, object]], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """An export: its metadata, with Ruby's symbols for keys, and the files by their path."""
    ruby = {name: {f":{key}": value for key, value in facts.items()} for name, facts in submissions.items()}
    root = "assignment_42_export"
    text = yaml.safe_dump(ruby, allow_unicode=True)
    return {
        f"{root}/submission_metadata.yml": text.encode(),
        **{f"{root}/{name}": file for name, file in files.items()},
    }


def submitter(name: str, sid: str = "", email: str = "") -> dict[str, str]:
    return {":name": name, ":sid": sid, ":email": email}


def lay(root: Path, files: Mapping[str, bytes]) -> Path:
    """The files in a folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def git(repository: Path, *words: str, date: str = "2026-11-01T10:00:00+01:00") -> str:
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "GIT_CONFIG_GLOBAL": "/dev/null"}
    done = subprocess.run(
        ["git", "-C", str(repository), *words],  # noqa: S607 - whichever git is used here
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **GIT_USER, **dates},
    )
    return done.stdout.strip()


def commit(repository: Path, files: Mapping[str, bytes], date: str = "2026-11-01T10:00:00+01:00") -> Path:
    """A repository with one more commit, made where there is none."""
    if not repository.exists():
        repository.mkdir(parents=True)
        git(repository, "init", "--quiet", "--initial-branch=main")
    lay(repository, files)
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=work", date=date)
    return repository


def collect(source: Path, folder: Path, exercise: str | None = None, people: Path | None = None) -> Summary:
    """What collecting a source says, whose system is guessed."""
    target = Target(label=label(source), resolver=ExerciseResolver(EXERCISES, READER, exercise))
    items = SYSTEMS[guess_system(HandInSource(source))](HandInSource(source))
    roster = read_roster(people) if people else Roster(())
    with lock_folder(folder):
        return Collector(folder, target).collect(roster.complete_items(items), lambda: None)


def laid(folder: Path) -> dict[str, bytes]:
    """What a cohort's folder holds for `grader grade`: path to content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent != folder
    }
