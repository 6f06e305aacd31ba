"""Runs inside Gradescope's container: judges the files in `submission`, writes `results/results.json`.

<root>/submission/                the files that were handed in, in any folders
<root>/source/course/             the packed course
<root>/results/results.json       written whole, or not at all if a fault is ours: Gradescope then says that the
autograder failed, and nobody gets a zero for it
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil

from grader.course import Course
from grader.course.exercise_file import load_exercise
from grader.course.loader import PACKED, load_course
from grader.lms.export.gradescope import document
from grader.sandbox.outside.unsandboxed import KERNEL_UID
from grader.source.reader.reader import Reader
from grader.storage.folder import read_file
from grader.util.files import write_whole
from grader.util.processes import grader_command, python_command, without_relative_parts
from grader.util.text import make_visible, pluralize

JUDGED = {0, 1}
"""Exit codes of `check` with which there is a result."""
EXIT_INTERNAL = 3
SUFFIXES = {".ipynb", ".py"}
MOST_FILES = 2000
ACCOUNT = 59_999
"""The user id of kernels, if we are root: nobody else uses it, and it can read no evidence and write no result."""


class _FaultError(Exception):
    """An error in the grader kept a file from being judged."""


def main(root: Path) -> int:
    """Return the exit code: 0 if results.json was written."""
    separate = _has_account()
    if separate:  # the kernels' account reads no evidence, and writes no result
        (root / "source" / "course" / PACKED).chmod(0o700)
        (root / "results").mkdir(exist_ok=True)
        (root / "results").chmod(0o755)
    course = load_course(root / "source" / "course")
    titles = {name: load_exercise(course.root, name).title for name in course.exercises}
    try:
        results = list(_results(root / "submission", course, separate=separate))
    except _FaultError as fault:
        _say(f"The autograder had an error and could not judge this submission: {fault}")
        return EXIT_INTERNAL
    found = document(results, titles)
    missing = [name for name in course.exercises if name not in {result["exercise"] for result in results}]
    found["tests"] += [_missing(name, titles[name], course) for name in missing]
    write_whole(root / "results" / "results.json", json.dumps(found, indent=1).encode() + b"\n")
    (root / "results" / "results.json").chmod(0o644)
    exercises = pluralize(len(course.exercises), "exercise")
    _say(f"{pluralize(found['score'], 'point')}, {len(results)} of {exercises} handed in.")
    return 0


def _results(submission: Path, course: Course, *, separate: bool) -> Iterator[dict[str, Any]]:
    """The result for each exercise's file, in the course's order."""
    with closing(Reader()) as reader:
        files = _files(submission, course, reader)
    for exercise in course.exercises:
        if exercise in files:
            yield _checked(files[exercise], exercise, course, separate=separate)


def _files(submission: Path, course: Course, reader: Reader) -> dict[str, Path]:
    """Maps each exercise to its file: by the file's content, or else by its name, or else because it is the only
    file.
    """
    every = (path for path in sorted(submission.rglob("*"))[:MOST_FILES] if path.suffix.lower() in SUFFIXES)
    paths = [path for path in every if path.is_file() and not path.is_symlink()]
    named = {name.partition("/")[2]: name for name in course.exercises}
    found: dict[str, Path] = {}
    for path in paths:
        content = read_file(path)
        script = path.suffix.lower() == ".py"
        exercise = reader.exercise_of(content, script=script) if isinstance(content, bytes) else None
        if exercise not in course.exercises:
            exercise = named.get(path.stem)
        if exercise is not None:
            found.setdefault(exercise, path)
    if not found and len(paths) == len(course.exercises) == 1:
        found[course.exercises[0]] = paths[0]
    return found


def _checked(path: Path, exercise: str, course: Course, *, separate: bool) -> dict[str, Any]:
    """The result of `grader check --no-sandbox --json`, on a copy in a separate folder. Raises `_FaultError`."""
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        copy = Path(folder) / f"submission{path.suffix.lower()}"
        shutil.copyfile(path, copy)
        call = grader_command("check", str(copy), "--no-sandbox", "--json")
        call += ["--exercise", exercise, "--course", str(course.root)]
        env = without_relative_parts(os.environ) | ({KERNEL_UID: str(ACCOUNT)} if separate else {})
        ended = subprocess.run(call, capture_output=True, text=True, errors="replace", check=False, env=env)
    if separate:
        _end_processes()
    if ended.returncode not in JUDGED or not ended.stdout.startswith("{"):
        raise _FaultError(f"{exercise}: exit code {ended.returncode}: {ended.stderr.strip()[-2000:]}")
    result: dict[str, Any] = json.loads(ended.stdout)
    if result["score"]["unscored"]:
        raise _FaultError(f"{exercise}: {pluralize(result['score']['unscored'], 'point')} could not be judged")
    return result


def _has_account() -> bool:
    """Whether kernels can run as a different user: we are root, and that user may read our Python and our code."""
    if os.geteuid() != 0:
        return False
    call = python_command("-c", "import grader.evidence")
    account: dict[str, Any] = {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": ()}
    try:
        return subprocess.run(call, capture_output=True, check=False, cwd="/", **account).returncode == 0
    except OSError:
        return False


def _end_processes() -> None:
    """End the processes that a submission left running, which could otherwise wait for the next one."""
    for process in psutil.process_iter(["uids"]):
        if process.info["uids"] and process.info["uids"].real == ACCOUNT:
            with suppress(psutil.Error):
                process.kill()


def _missing(exercise: str, title: str, course: Course) -> dict[str, Any]:
    """A test that reports that nothing was handed in."""
    return {
        "name": f"{title}: handed in",
        "score": 0,
        "max_score": load_exercise(course.root, exercise).points,
        "status": "failed",
        "output": f"No file for {exercise}. Please hand in the notebook that you were given, with its original name.",
        "tags": [exercise],
        "visibility": "visible",
    }


def _say(text: str) -> None:
    print(make_visible(text))  # noqa: T201 - what Gradescope shows the instructor


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
