"""No process of ours, and no command that we tell anybody to type, searches its working folder for modules."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
KERNELS = {"grader/sandbox/outside/sandbox.py", "grader/sandbox/outside/unsandboxed.py"}
"""They start learners' kernels, in a folder that is empty before: a cell may write a module there and import it."""
SOURCES = sorted([*ROOT.glob("grader/**/*.py"), *ROOT.glob("reports/**/*.py")])
TEXTS = sorted(
    path
    for pattern in ("*.md", "Makefile", ".ci/*", "grader/**/*.md", "grader/lms/export/*_files/*", "exercises/**/*.toml")
    for path in ROOT.glob(pattern)
    if path.is_file() and path.name != "CHANGELOG.md"
)
PYTHON = re.compile(r"""python[\w.]*\)?["'}]*((?:\s+-[A-Za-z]\S*(?:\s+ignore)?)*?)\s+-[mc]\s+(\S+)""")
"""A Python that is started with -m or -c, in a text: the options before, and what it runs."""
SAFE = {"-P", "-I"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def typed(text: str) -> Iterator[str]:
    """Each command in a text that starts a Python in its working folder."""
    for found in PYTHON.finditer(text):
        if not SAFE & {*found[1].split()}:
            yield found[0]


def started(path: Path) -> Iterator[str]:
    """Each list in a module that begins with this Python's program, and says neither that it is safe nor a script."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        words = [ast.unparse(one) for one in node.elts] if isinstance(node, ast.List | ast.Tuple) else []
        if "sys.executable" in words and words[words.index("sys.executable") + 1 :][:1] not in (["'-P'"], ["'-I'"]):
            yield ast.unparse(node)


def test_processes_of_ours_do_not_search_where_they_are_started() -> None:
    """Whatever starts a Python says -P or -I."""
    assert {name_of(path): found for path in SOURCES if (found := [*started(path)])}.keys() == KERNELS


def test_no_process_of_ours_starts_others_by_the_standard_library() -> None:
    """`multiprocessing` and pools of processes start a Python that would search where it is started."""
    said = re.compile(r"multiprocessing\b(?!\")|ProcessPoolExecutor|runpy")
    found = {
        name_of(path) for path in SOURCES if re.search(rf"(?m)^\s*(import|from) ({said.pattern})", path.read_text())
    }

    assert found == set()


def test_nobody_is_told_to_type_it() -> None:
    """In no page of the manual, message, script or README of an edition."""
    texts = {name_of(path): path.read_text(encoding="utf-8", errors="replace") for path in (*TEXTS, *SOURCES)}

    assert len(TEXTS) > 100
    assert [(name, found) for name, text in texts.items() for found in typed(text)] == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("$ python3 -m venv .venv", True),
        ("type: python -m pip install x", True),
        ("\"$python\" -c 'import sys'", True),
        ("$(BIN)/python -W ignore -m grader", True),
        ("`.venv/bin/python3.12 -m grader check`", True),
        ("$ python3 -I -m venv .venv", False),
        ("python -P -m grader", False),
        ("python -W ignore -P -m grader", False),
        ("python -m tests.bench.profile", True),
        ("$(BIN)/python -m tests.bench.peers", True),
        ("PYTHONPATH=. python -P -m tests.bench.profile", False),
        ("python tests/make_cohort.py", False),
    ],
)
def test_what_is_looked_for_is_found(text: str, *, is_found: bool) -> None:
    """However the program is named, and whatever else stands before."""
    assert bool([*typed(text)]) == is_found
