"""The rules of Gradescope's results.json, as its documentation states them."""

from collections.abc import Mapping
from typing import Any

FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBILITY = {"visible", "hidden", "after_due_date", "after_published"}
TOP = {
    "score": (int, float),
    "execution_time": (int, float),
    "output": str,
    "output_format": FORMATS,
    "test_output_format": FORMATS,
    "test_name_format": FORMATS,
    "visibility": VISIBILITY,
    "stdout_visibility": VISIBILITY,
    "extra_data": dict,
    "tests": list,
    "leaderboard": list,
}
TEST = {
    "score": (int, float),
    "max_score": (int, float),
    "status": {"passed", "failed"},
    "name": str,
    "name_format": FORMATS,
    "number": str,
    "output": str,
    "output_format": FORMATS,
    "tags": list,
    "visibility": VISIBILITY,
    "extra_data": dict,
}


def read(document: Mapping[str, Any]) -> float:
    """The score that Gradescope would show, after a look at every key."""
    _fit(document, TOP)
    assert "score" in document or any("score" in test for test in document["tests"])
    for test in document["tests"]:
        _fit(test, TEST)
        assert "status" in test
        assert 0 <= test["score"] <= test["max_score"]
        assert all(isinstance(tag, str) for tag in test["tags"])
    score: float = document.get("score", sum(test["score"] for test in document["tests"]))
    return score


def _fit(table: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    for key, value in table.items():
        wanted = known[key]
        if isinstance(wanted, set):
            assert value in wanted
        else:
            assert isinstance(value, wanted)
            assert not isinstance(value, bool)
