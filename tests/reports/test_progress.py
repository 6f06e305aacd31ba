"""What changed between two attempts."""

from collections.abc import Mapping
from dataclasses import replace

from grader.model import CellRun, Exercise, Result, Run
from grader.source.highlight import highlight
from reports.learner import MAX_LINES, Progress, progress

Sample = tuple[Result, Run, Exercise]


def between(samples: Mapping[str, Sample], before: str, after: str) -> Progress:
    """From a sample with that source to another one."""
    old, run, _ = samples["raised"]
    new, _, _ = samples["wrong_value"]
    cells = [CellRun(source=source, coloured=highlight(source), answer=True) for source in (before, after)]
    return progress(old, replace(run, cells=(cells[0],)), new, replace(run, cells=(cells[1],)))


def test_criteria_are_gained_and_lost(samples: Mapping[str, Sample]) -> None:
    """By their titles; what failed twice is not named."""
    found = between(samples, "a", "a")
    back = progress(samples["wrong_value"][0], samples["raised"][1], samples["raised"][0], samples["raised"][1])

    assert (found.gained, found.lost) == (("The output has one row and one column",), ())
    assert (back.gained, back.lost) == ((), found.gained)


def test_code_that_differs_stands_side_by_side(samples: Mapping[str, Sample]) -> None:
    """With two lines around, and a gap where equal lines are left out."""
    same = "\n".join(f"line {number}" for number in range(6))
    found = between(samples, f"{same}\nx = 1\nend", f"{same}\nx = 2\ny = 3\nend")

    assert [(line.before, line.after, line.changed, line.gap) for line in found.lines] == [
        ("line 4", "line 4", False, True),
        ("line 5", "line 5", False, False),
        ("x = 1", "x = 2", True, False),
        (None, "y = 3", True, False),
        ("end", "end", False, False),
    ]


def test_given_cells_are_not_compared(samples: Mapping[str, Sample]) -> None:
    """They are not the learner's."""
    result, run, _ = samples["wrong_value"]
    other = replace(run, cells=(replace(run.cells[0], source="import os"), *run.cells[1:]))
    found = progress(result, run, result, other)

    assert (found.same, found.lines) == (True, ())


def test_code_that_is_too_long_is_not_paired(samples: Mapping[str, Sample]) -> None:
    """A learner can make a file of any length; a page takes a moment all the same."""
    found = between(samples, "x\n" * (MAX_LINES + 1), "y\n" * (MAX_LINES + 1))

    assert (found.same, found.lines) == (False, ())
