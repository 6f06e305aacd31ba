"""Limits follow from what the reference takes, and find their way into its TOML."""

import tomllib
from pathlib import Path

import pytest

from grader.errors import SpecError
from grader.sandbox.limits import Limits
from grader.verification.limits import derive_limits, tight_limits, write_limits
from grader.verification.records import ResourceUsage

RUBRIC = """# the exercise
title = "t"

[limits]  # for a slow machine
wall_s = 60   # a minute
cell_s=20
descriptors = 128

[[criteria]]
id = "value"
title = "says [limits]"
"""


def used(seconds: float, mib: float = 100) -> ResourceUsage:
    return ResourceUsage(cell_s=seconds, wall_s=seconds, cpu_s=seconds, peak_mib=mib)


def test_a_short_exercise_has_the_defaults() -> None:
    """Ten times nothing is not a limit that a busy machine keeps."""
    assert derive_limits(Limits(), [used(0.1)]) == {}
    assert derive_limits(Limits(cell_s=5), [used(0.1)]) == {"cell_s": 30}


def test_a_long_one_has_ten_times_what_its_quietest_run_took() -> None:
    """In round numbers; a run beside a busy neighbour raises no limit."""
    assert derive_limits(Limits(), [used(20, 900), used(80, 100)]) == {
        "wall_s": 240,
        "cell_s": 240,
        "cpu_s": 240,
        "memory_mib": 3000,
    }


def test_what_a_clock_shows_on_a_busy_machine_counts_no_more_than_the_processors_time() -> None:
    """However busy it was in each of the runs."""
    busy = ResourceUsage(cell_s=90, wall_s=100, cpu_s=6, peak_mib=100)

    assert derive_limits(Limits(), [busy, busy]) == {"cell_s": 60}


def test_what_was_derived_is_left_alone() -> None:
    """The same command twice changes nothing, nor does another machine that is a little slower or quicker."""
    first = derive_limits(Limits(), [used(20, 900)])
    limits = Limits(**{key: value for key, value in first.items() if key != "memory_mib"}, memory_mib=3000)

    assert derive_limits(limits, [used(20, 900)]) == {}
    assert derive_limits(limits, [used(13, 600)]) == {}


def after(seconds: float) -> ResourceUsage:
    return ResourceUsage(cell_s=0.1, wall_s=0.1, after_s=seconds, cpu_s=seconds, peak_mib=100)


@pytest.mark.parametrize(
    ("limits", "seconds", "written"),
    [
        (Limits(), 4, {}),
        (Limits(wall_s=70), 4.7, {}),
        (Limits(), 5, {"after_s": 60}),
        (Limits(after_s=80), 4, {}),
        (Limits(after_s=100), 4, {"after_s": 45}),
    ],
)
def test_what_follows_the_cells_has_ten_times_what_it_took(
    limits: Limits, seconds: float, written: dict[str, int]
) -> None:
    """No less than by default, which is nothing that has to be written."""
    assert derive_limits(limits, [after(seconds), after(2 * seconds)]) == written


def test_what_follows_the_cells_has_a_quarter_of_their_time_unless_it_is_set() -> None:
    """And half a minute, for the fixed part of it."""
    assert Limits(wall_s=240).shared_after_s == 90
    assert Limits(wall_s=240, after_s=5).shared_after_s == 5


@pytest.mark.parametrize(("seconds", "mib", "said"), [(7, 100, 0), (8, 100, 1), (7, 800, 1)])
def test_a_reference_that_comes_close_to_a_limit_is_complained_of(seconds: float, mib: float, said: int) -> None:
    """A quarter of the seconds, half of the memory."""
    limits = Limits(wall_s=100, cell_s=30, cpu_s=120, memory_mib=1500)

    assert len(tight_limits(limits, [used(seconds, mib)])) == said


def test_a_reference_that_needs_long_to_be_looked_at_is_complained_of() -> None:
    """Against what it is by default, where nothing is set."""
    assert tight_limits(Limits(), [after(11)]) == ()
    assert tight_limits(Limits(), [after(12)]) == (
        "the reference uses 12 s of after_s = 45, more than 25 %; type: grader verify --write-limits",
    )


def test_the_complaint_says_what_to_type() -> None:
    """With what is taken of what."""
    limits = Limits(wall_s=100, cell_s=30)

    assert tight_limits(limits, [used(8)]) == (
        "the reference uses 8 s of cell_s = 30, more than 25 %; type: grader verify --write-limits",
    )


def test_a_limit_is_written_in_its_line_and_nothing_else_changes(tmp_path: Path) -> None:
    """Comments, order and spaces stay; what is new comes last in the table."""
    rubric = tmp_path / "a.toml"
    rubric.write_text(RUBRIC, encoding="utf-8")

    write_limits(rubric, {"wall_s": 240, "cell_s": 120, "memory_mib": 3000})

    wanted = RUBRIC.replace("wall_s = 60 ", "wall_s = 240 ").replace("cell_s=20", "cell_s=120")
    assert rubric.read_text(encoding="utf-8") == wanted.replace(
        "descriptors = 128\n", "descriptors = 128\nmemory_mib = 3000\n"
    )


def test_a_rubric_without_limits_gets_them_before_its_criteria(tmp_path: Path) -> None:
    """As people write them."""
    rubric = tmp_path / "a.toml"
    rubric.write_text('title = "t"\n\n[[criteria]]\nid = "value"\n', encoding="utf-8")

    write_limits(rubric, {"cell_s": 120})

    assert rubric.read_text(encoding="utf-8") == 'title = "t"\n\n[limits]\ncell_s = 120\n\n[[criteria]]\nid = "value"\n'


@pytest.mark.parametrize(
    "rubric",
    [
        'title = "t"\nlimits = {cell_s = 20}\n[[criteria]]\nid = "value"\n',
        'title = """\n[limits]\n"""\nlimits.cell_s = 20\n[[criteria]]\nid = "value"\n',
    ],
)
def test_what_cannot_be_changed_line_by_line_is_left_and_said(tmp_path: Path, rubric: str) -> None:
    """The file is checked before it is written: no guess about TOML ever damages one."""
    file = tmp_path / "a.toml"
    file.write_text(rubric, encoding="utf-8")

    with pytest.raises(
        SpecError, match=r"a\.toml: \[limits\] can't be changed line by line; write into it: cell_s = 120"
    ):
        write_limits(file, {"cell_s": 120})

    assert file.read_text(encoding="utf-8") == rubric
    assert tomllib.loads(rubric)["limits"]["cell_s"] == 20
