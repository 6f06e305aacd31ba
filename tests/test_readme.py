"""The README knows every check, limit, outcome and marker there is."""

import dataclasses
import tomllib
from pathlib import Path

import pytest

from grader.checks import CHECKS
from grader.export.formats import FORMATS
from grader.model import Limits, Outcome

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_its_row(check: str) -> None:
    """An instructor finds each check in the table."""
    assert f"| `{check}` |" in README


@pytest.mark.parametrize("limit", dataclasses.fields(Limits), ids=lambda field: field.name)
def test_every_limit_is_told_with_its_value(limit: "dataclasses.Field[object]") -> None:
    """The defaults in the README are those of the code."""
    assert f"`{limit.name} = {limit.default:g}`" in README


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_its_row(outcome: Outcome) -> None:
    """An instructor finds each outcome that a run can have today in the table."""
    assert f"| `{outcome}` |" in README


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_its_row(name: str) -> None:
    """An instructor finds each format that marks can be exported in, and a template where it needs one."""
    section = README.partition("\n## Exports\n")[2].partition("\n## ")[0]
    (row,) = (line for line in section.splitlines() if line.startswith(f"| `{name}` |"))

    assert bool(FORMATS[name].template) == ("--template" in row)


def test_the_versions_of_python_are_those_of_the_package() -> None:
    """What the README promises is what pip enforces."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["requires-python"] == ">=3.11,<3.14"
    assert "3.11 to 3.13" in README
