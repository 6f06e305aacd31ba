"""`make` and CI run every test of a tier: if folders are named, no test of that tier lies elsewhere."""

import re
import tomllib
from pathlib import Path

import pytest

from tests import sampling

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
RUN = re.findall(r"pytest .*?-m (\w+) (?:-s )?((?:tests/\S+ ?)+)", MAKEFILE)
MARKED = re.compile(r"pytest\.mark\.(\w+)")


@pytest.mark.parametrize(("tier", "places"), sorted(set(RUN)))
def test_a_tier_lies_where_it_is_looked_for(tier: str, places: str) -> None:
    """Every file with a test of that tier is in one of the places."""
    files = [path for path in ROOT.glob("tests/**/*.py") if tier in MARKED.findall(path.read_text(encoding="utf-8"))]

    assert files
    assert not [path for path in files if not path.relative_to(ROOT).as_posix().startswith(tuple(places.split()))]


def test_every_tier_is_drawn_or_left_out_by_name() -> None:
    """A marker that is added to pyproject.toml is a tier of which `make test` runs a seventh, or it is left out."""
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    markers = {one.partition(":")[0] for one in options["markers"]}
    (left,) = re.findall(r"-m 'not \((.*)\)' --sample", MAKEFILE)
    (apart,) = re.findall(r"-m (\w+) \S+ --sample", MAKEFILE)

    assert markers == {*sampling.OTHER_TIERS}
    assert markers - {*left.split(" or ")} | {apart} == {*sampling.SAMPLED}
    assert {*re.findall(r"not (\w+)", options["addopts"])} == markers


def test_ci_runs_every_tier_whole_of_which_a_day_runs_a_part() -> None:
    """A lane each, after `make test`; that of clusters is `make test-all`'s, apart from two."""
    (lanes,) = re.findall(r"^LANES := (.*)$", MAKEFILE, re.MULTILINE)
    recipes = dict(re.findall(r"^([\w-]+):[^\n]*\n((?:\t.*\n)*)", MAKEFILE, re.MULTILINE))
    ran = "".join(recipes[lane] for lane in lanes.split()).replace("$(MAKE) -j 2 -O browser site", recipes["browser"])

    assert re.search(r"^ci: test \$\(LANES\)$", MAKEFILE, re.MULTILINE)
    assert 'make -k "${@:-ci}"' in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert {*re.findall(r"pytest .*?-m '?(\w+)", ran)} == {*sampling.SAMPLED}
    assert "grader verify --no-mutants\n" in ran
    assert {"lint", "test-attacks", "test-drawn", "test-exercises"} <= {*recipes["test"].split()}
