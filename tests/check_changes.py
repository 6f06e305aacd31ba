"""What a minute can tell of a change: its format, lint and types, and the plain tests nearest to it.

usage: PYTHONPATH=. python -P -m tests.check_changes [BASE]        (`make check`)

What changed is what differs from the commit BASE, files included that git does not know yet; without BASE from HEAD, or
from the commit before it if nothing does. A test file reaches a change if it imports it or names it in quotes, as who
starts a process does, however indirectly; the command line imports each command. It also reaches it if a rule in
`BESIDE` says so, as no import shows a template or a page of the manual. Files are run from the nearest to the farthest,
those that are called as what changed first, as long as they fit into the time; what is left out is said, and `make
test` runs it. How long a file takes is what it took here the last time, by pytest's cache, or else what
`tests/seconds.json` says.
"""

import re
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from grader.commands import cli
from grader.util.code_digests import PACKAGES, CodeTree
from tests.sampling import OTHER_TIERS, ROOT, plain_seconds

BUDGET_S: Final = 90.0
"""Seconds of tests, one after the other, that are run; three workers take less than half of that."""
FEW_S: Final = 10.0
"""Fewer seconds of tests are run in one process, as workers take some to start."""
UNKNOWN_S: Final = 1.0
"""What a file takes of which nothing is known."""
EVERY_CHANGE: Final = ("tests/test_commits.py",)
EVERY_MODULE: Final = ("tests/test_layers.py", "tests/test_counts.py", "tests/grader/util/test_processes.py")
"""Test files that read all of our code as text."""
BESIDE: Final[Mapping[str, tuple[str, ...]]] = {
    r"": EVERY_CHANGE,
    r".*\.py": EVERY_MODULE,
    r"reports/(templates|static)/": ("tests/reports/test_render.py", "tests/reports/test_submission.py"),
    r"grader/service/web/(templates|static)/": (
        "tests/grader/service/web/test_service.py",
        "tests/grader/service/web/test_odd_requests.py",
    ),
    r"grader/manual/|README\.md": ("tests/test_manual.py",),
    r"(exercises|solutions)/": ("tests/test_course.py", "tests/grader/course/test_loader.py"),
    r"grader/result\.schema\.json": ("tests/grader/storage/test_result_json.py",),
    r"grader/insight\.schema\.json": ("tests/test_insight.py",),
    r"pyproject\.toml|constraints\.txt|.*locks/": ("tests/test_locks.py",),
    r"Makefile|\.ci/": ("tests/test_tiers.py", "tests/test_locks.py", "tests/grader/util/test_processes.py"),
    r"grader/notebook/lab/|grader/jupyter/": ("tests/grader/notebook/test_extension.py",),
    r"tests/cohort": ("tests/test_make_cohort.py",),
}
"""How the paths of files begin to test files that look at them without an import."""
BY_NAME: Final[Mapping[str, frozenset[str]]] = {cli.__name__: frozenset(map(cli.module_of, cli.NAMES))}
"""Module to those that it imports by names that it puts together."""
_TEST_FILE: Final = re.compile(r"tests\.(?:.+\.)?test_\w+")
_OTHER_TIER: Final = re.compile(r"^pytestmark = .*\bmark\.(?:" + "|".join(OTHER_TIERS) + r")\b", re.MULTILINE)
"""In a file that has no plain tests."""
_QUOTED: Final = re.compile(r"""["']((?:grader|reports)(?:\.\w+)+)["']""")


def changed_files(base: str | None) -> list[str]:
    """The paths of what differs from a commit, and of what git does not know yet; sorted."""
    unknown = _git("ls-files", "-z", "--others", "--exclude-standard")
    found = {*_git("diff", "-z", "--name-only", base or "HEAD"), *unknown}
    return sorted(found or ({*_git("diff", "-z", "--name-only", "HEAD~1")} if base is None else ()))


def _git(*words: str) -> list[str]:
    command = [shutil.which("git") or "git", *words]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout
    return said.split("\0")[:-1]


def reaching(changed: Iterable[str], tree: CodeTree) -> dict[str, int]:
    """Test file to how many imports lie between it and a change: 0 for one that has changed itself, or lies beside."""
    tests = plain_tests(tree)
    by_import = importers(tree, tests)
    distance = {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): 0 for path in changed}
    waiting = deque(distance)
    while waiting:
        name = waiting.popleft()
        for one in by_import.get(name, ()):
            if one not in distance:
                distance[one] = distance[name] + 1
                waiting.append(one)
    beside = {test for path in changed for begin, found in BESIDE.items() if re.match(begin, path) for test in found}
    found = {_path(name): distance[name] for name in tests if name in distance}
    return found | {test: 0 for test in beside if test in {*map(_path, tests)}}


def plain_tests(tree: CodeTree) -> list[str]:
    """The names of the test files that have plain tests, sorted."""
    return sorted(
        name for name in tree.names if _TEST_FILE.fullmatch(name) and not _OTHER_TIER.search(_text(tree, name))
    )


def importers(tree: CodeTree, tests: Iterable[str]) -> dict[str, set[str]]:
    """Module to those that import it, for all modules that these test files reach, their conftests included."""
    found: dict[str, set[str]] = {}
    waiting, seen = deque(tests), set[str]()
    while waiting:
        name = waiting.popleft()
        if name in seen or name not in tree.names:
            continue
        seen.add(name)
        conftests = [f"{package}.conftest" for package in _packages(name)] if _TEST_FILE.fullmatch(name) else []
        wanted = {*tree.imported(name), *_QUOTED.findall(_text(tree, name)), *BY_NAME.get(name, ()), *conftests}
        for one in {above for each in wanted for above in (each, *_packages(each))} - {name}:
            found.setdefault(one, set()).add(name)
            waiting.append(one)
    return found


def _packages(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[:count]) for count in range(1, len(parts)))


def _text(tree: CodeTree, name: str) -> str:
    folder = tree.root / name.replace(".", "/")
    path = folder / "__init__.py"
    return (path if path.is_file() else folder.with_name(f"{folder.name}.py")).read_text(encoding="utf-8")


def _path(name: str) -> str:
    return f"{name.replace('.', '/')}.py"


def in_order(found: Mapping[str, int], changed: Iterable[str], seconds: Mapping[str, float]) -> list[str]:
    """The test files, those first that are called as what changed, then the nearest, of these the quickest."""
    stems = {Path(path).stem for path in changed}
    named = {test for test in found if Path(test).stem.removeprefix("test_") in stems}
    return sorted(found, key=lambda test: (test not in named, found[test], seconds.get(test, UNKNOWN_S), test))


def within_time(tests: Iterable[str], seconds: Mapping[str, float]) -> tuple[list[str], list[str]]:
    """The test files that fit into the time, the first in any case, and those that are left."""
    kept: list[str] = []
    left: list[str] = []
    for test in tests:
        fits = not kept or total([*kept, test], seconds) <= BUDGET_S
        (kept if fits else left).append(test)
    return kept, left


def total(tests: Iterable[str], seconds: Mapping[str, float]) -> float:
    """How long they take, one after the other."""
    return sum(seconds.get(test, UNKNOWN_S) for test in tests)


def commands(changed: Sequence[str], tests: Sequence[str], seconds: Mapping[str, float]) -> dict[str, list[str]]:
    """What is run, by what it is called: modules of this Python with their words."""
    python = [path for path in changed if path.endswith(".py") and (ROOT / path).is_file()]
    lint = {
        "lint": ["ruff", "check", "--force-exclude", *python],
        "format": ["ruff", "format", "--check", "-q", "--force-exclude", *python],
        "types": ["mypy"],
    }
    workers = "3" if total(tests, seconds) > FEW_S else "0"
    return (lint if python else {}) | {"tests": ["pytest", "-q", "-n", workers, *tests]}


def main() -> int:
    """The exit code: 0 if all that was run passes."""
    begun = time.monotonic()
    changed = changed_files(sys.argv[1] if sys.argv[1:] else None)
    seconds = plain_seconds()
    found = reaching(changed, CodeTree(ROOT, PACKAGES | {"tests"}))
    tests, left = within_time(in_order(found, changed, seconds), seconds)
    _say(f"Changed: {', '.join(changed[:5])}{f' and {len(changed) - 5} more' if changed[5:] else ''}")
    failed = []
    for name, words in commands(changed, tests, seconds).items():
        _say(f"{name}:")
        if subprocess.run([sys.executable, "-P", "-m", *words], check=False, cwd=ROOT).returncode:
            failed.append(name)
    _say(f"Ran {len(tests)} of the {len(found)} files with plain tests that reach the change.")
    if left:
        _say(f"Left to `make test`: {', '.join(left[:5])}{f' and {len(left) - 5} more' if left[5:] else ''}")
    _say("Left to `make test` in any case: kernels, attacks, pages in a browser, databases, clusters and exercises.")
    _say(f"{'Failed: ' + ', '.join(failed) if failed else 'All right'}, after {time.monotonic() - begun:.0f} s.")
    return 1 if failed else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
