"""`make check` runs the plain tests that reach a change, the nearest first, and says what it leaves."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.util.code_digests import PACKAGES, CodeTree
from tests import check_changes
from tests.check_changes import (
    BESIDE,
    BUDGET_S,
    EVERY_MODULE,
    changed_files,
    commands,
    importers,
    in_order,
    plain_tests,
    reaching,
    within_time,
)
from tests.test_commits import git

ROOT = Path(__file__).parents[1]
FILES = {
    "grader/__init__.py": "",
    "grader/low.py": "",
    "grader/middle/__init__.py": "",
    "grader/middle/one.py": "from grader import low",
    "grader/high.py": "def later():\n    from grader.middle.one import x",
    "grader/aside.py": "",
    "tests/conftest.py": "",
    "tests/helper.py": "from grader.high import x",
    "tests/test_low.py": "import grader.low",
    "tests/test_high.py": "from tests.helper import x",
    "tests/deep/conftest.py": "from tests import helper",
    "tests/deep/test_there.py": "",
    "tests/test_aside.py": "START = 'grader.aside'",
    "tests/test_kernels.py": "import grader.aside\n\npytestmark = [pytest.mark.usefixtures('x'), pytest.mark.kernel]",
    "tests/test_commits.py": "",
    "tests/test_layers.py": "",
}


@pytest.fixture
def tree(tmp_path: Path) -> CodeTree:
    """A little grader with tests, as files."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return CodeTree(tmp_path, PACKAGES | {"tests"})


@pytest.fixture(scope="module")
def whole() -> CodeTree:
    """Ours."""
    return CodeTree(ROOT, PACKAGES | {"tests"})


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ("grader/low.py", {"test_low": 1, "test_high": 4, "deep/test_there": 5}),
        ("grader/middle/one.py", {"test_high": 3, "deep/test_there": 4}),
        ("grader/middle/__init__.py", {"test_high": 3, "deep/test_there": 4}),
        ("grader/__init__.py", {"test_low": 1, "test_high": 2, "test_aside": 1, "deep/test_there": 3}),
        ("tests/helper.py", {"test_high": 1, "deep/test_there": 2}),
        ("tests/deep/conftest.py", {"deep/test_there": 1}),
        ("tests/test_low.py", {"test_low": 0}),
        ("grader/aside.py", {"test_aside": 1}),
    ],
)
def test_a_test_reaches_what_it_imports_however_indirectly(tree: CodeTree, changed: str, found: dict[str, int]) -> None:
    """By functions, quotes, helpers, packages and conftests, too; the number is how many imports lie between."""
    beside = {"tests/test_commits.py", "tests/test_layers.py"}
    reached = reaching([changed], tree)

    assert {test[6:-3]: steps for test, steps in reached.items() if test not in beside} == found
    assert all(reached[test] == 0 for test in beside)


def test_a_module_that_is_gone_is_reached_by_who_still_imports_it(tree: CodeTree) -> None:
    """As they fail now."""
    (tree.root / "grader" / "low.py").unlink()

    assert "tests/test_low.py" in reaching(["grader/low.py"], tree)


def test_files_that_nobody_imports_have_tests(whole: CodeTree) -> None:
    """Each rule names test files that are there, and finds them."""
    assert {test for found in BESIDE.values() for test in found if not (ROOT / test).is_file()} == set()
    assert reaching(["README.md"], whole).keys() >= {"tests/test_manual.py", "tests/test_commits.py"}
    assert reaching(["reports/templates/base.html"], whole).keys() >= {"tests/reports/test_render.py"}
    assert not reaching(["README.md"], whole).keys() & {*EVERY_MODULE}


def test_modules_that_no_plain_test_reaches_run_elsewhere(whole: CodeTree) -> None:
    """Or in Gradescope's container. For others there is a rule."""
    ours = {f"{name.replace('.', '/')}.py": name for name in whole.names if name.partition(".")[0] in PACKAGES}
    reached = importers(whole, plain_tests(whole))

    missed = {path for path, name in ours.items() if name not in reached and not rules_for(path)}
    assert {path for path in missed if not path.startswith(("grader/probe/inside/", "grader/sandbox/inside/"))} == {
        "grader/course/datasets/prepare_data.py",
        "grader/course/datasets/prepare_network.py",
        "grader/lms/release/container.py",
    }


def rules_for(path: str) -> list[str]:
    return [begin for begin in BESIDE if begin and begin != r".*\.py" and re.match(begin, path)]


def test_the_nearest_come_first() -> None:
    """After those that are called as what changed; of two as near the quicker one."""
    found = {"tests/test_far.py": 9, "tests/a/test_model.py": 4, "tests/test_slow.py": 1, "tests/test_quick.py": 1}

    ordered = in_order(found, ["grader/model.py"], {"tests/test_slow.py": 9, "tests/test_quick.py": 2})
    assert ordered == ["tests/a/test_model.py", "tests/test_quick.py", "tests/test_slow.py", "tests/test_far.py"]


def test_what_does_not_fit_is_left() -> None:
    """A shorter one that comes later may still fit; the first is run however long it takes."""
    seconds = {"first": BUDGET_S - 5, "long": 6.0, "short": 5.0}

    assert within_time(seconds, seconds) == (["first", "short"], ["long"])
    assert within_time(["first"], {"first": 10 * BUDGET_S}) == (["first"], [])
    assert within_time(map(str, range(200)), {}) == ([*map(str, range(90))], [*map(str, range(90, 200))])


def test_what_is_run_follows_from_what_changed() -> None:
    """Lint and types for code, tests in any case; a file that is gone is not looked at."""
    code = commands(["README.md", "grader/gone.py", "grader/model.py"], ["a"], {})

    assert [*code] == ["lint", "format", "types", "tests"]
    assert code["lint"][-1] == code["format"][-1] == "grader/model.py"
    assert "grader/gone.py" not in code["lint"]
    assert [*commands(["README.md"], ["a"], {})] == ["tests"]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A repository of two commits, looked at instead of ours; writes files into it."""
    who = ["-c", "user.name=ines", "-c", "user.email=ines@example.org"]

    def write(*names: str) -> None:
        for name in names:
            (tmp_path / name).write_text(name)

    git(tmp_path, "init", "-q")
    for name in ("first.py", "é.py"):
        write(name)
        git(tmp_path, "add", "-A")
        git(tmp_path, *who, "commit", "-qm", name)
    monkeypatch.setattr(check_changes, "ROOT", tmp_path)
    return write


def test_what_changed_is_what_is_not_committed(repository: Callable[..., None], tmp_path: Path) -> None:
    """Files that git does not know yet, too; or what the last commit brought, or what differs from a named one."""
    assert changed_files(None) == ["é.py"]
    assert changed_files("HEAD") == []

    repository("new.py")
    (tmp_path / "first.py").unlink()
    assert changed_files(None) == ["first.py", "new.py"]
    assert changed_files("HEAD~1") == ["first.py", "new.py", "é.py"]


def test_a_failure_ends_it_in_one(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """After all of it was run; what failed and what was left are said."""
    ran: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(command[3])
        return subprocess.CompletedProcess(command, int(command[3] == "mypy"))

    monkeypatch.setattr(sys, "argv", ["check", "HEAD"])
    monkeypatch.setattr(check_changes, "changed_files", lambda _: ["grader/model.py"])
    monkeypatch.setattr(check_changes.subprocess, "run", run)  # type: ignore[attr-defined]

    assert check_changes.main() == 1
    said = capfd.readouterr().out
    assert ran == ["ruff", "ruff", "mypy", "pytest"]
    assert "Left to `make test`: " in said
    assert "Failed: types, after " in said
