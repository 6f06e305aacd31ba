"""`make` runs every test of a tier: where it names folders, no test of that tier lies elsewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUN = re.findall(r"pytest .*?-m (\w+) (?:-s )?((?:tests/\S+ ?)+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
MARKED = re.compile(r"pytest\.mark\.(\w+)")


@pytest.mark.parametrize(("tier", "places"), sorted(set(RUN)))
def test_a_tier_lies_where_it_is_looked_for(tier: str, places: str) -> None:
    """Every file with a test of that tier is in one of the places."""
    files = [path for path in ROOT.glob("tests/**/*.py") if tier in MARKED.findall(path.read_text(encoding="utf-8"))]

    assert files
    assert not [path for path in files if not path.relative_to(ROOT).as_posix().startswith(tuple(places.split()))]
