"""A mapping whose values are made when they are first asked for."""

import pytest

from grader.util.lazy_mapping import LazyMapping


def test_a_value_is_made_once_and_only_when_it_is_asked_for() -> None:
    """What is never asked for costs nothing; keys are known without it."""
    made: list[str] = []
    mapping = LazyMapping(["a", "b"], lambda key: made.append(key) or key.upper())  # type: ignore[func-returns-value]

    assert (list(mapping), len(mapping), "a" in mapping, "c" in mapping) == (["a", "b"], 2, True, False)
    assert made == []
    assert (mapping["b"], mapping["b"], made) == ("B", "B", ["b"])
    assert (mapping.get("c", "none"), dict(mapping), made) == ("none", {"a": "A", "b": "B"}, ["b", "a"])


def test_a_value_that_could_not_be_made_is_tried_again() -> None:
    """What was wrong may have been mended."""
    answers: list[Exception | str] = [ValueError("once"), "made"]

    def make(_: str) -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    mapping = LazyMapping(["a"], make)
    with pytest.raises(ValueError, match="once"):
        mapping["a"]

    assert mapping["a"] == "made"
