"""The labelled answers as text: each still fits its exercise, whatever has become of that."""

from pathlib import Path

import pytest

from tests.diagnosis.corpus import Case, cases, filled

SOLUTIONS = Path(__file__).parents[2] / "solutions"


@pytest.mark.parametrize("case", [*cases()], ids=lambda case: f"{case.corpus}/{case.label} {case.words}")
def test_a_labelled_answer_fills_the_blanks(case: Case) -> None:
    """Where there is the exercise; the others are counted when all are run."""
    reference = SOLUTIONS / case.exercise / "reference.py"
    if reference.is_file():
        assert any(cell.answer for cell in filled(case, reference).cells)
