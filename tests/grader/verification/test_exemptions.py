"""Mutants that need not be killed: few, for a reason, and by the words of the task."""

from pathlib import Path

import pytest

from grader.errors import SpecError
from grader.model import Exercise
from grader.sandbox.limits import Limits
from grader.verification.exemptions import Exemptions, exemptions
from grader.verification.mutants import Mutant

REFERENCE = """\
# exercise: 05/one

# %% [markdown]
# Make `y`, with hidden layers
# of a size of your choice. Then show it.

# %%
# BEGIN SOLUTION
# BLANK: y = ...
y = 1
# END SOLUTION
"""
IDS = ["axis=1 -> axis=0 #1", "[784, 256] -> [785, 256] #1", *(f"{n} -> {n + 1} #1" for n in range(18))]
MUTANTS = tuple(Mutant(id=one, says="", operator="numbers", fragment="", reference="") for one in IDS)


def read(folder: Path, text: str | None) -> Exemptions:
    """The exemptions of an exercise whose file says so."""
    reference = folder / "reference.py"
    reference.write_text(REFERENCE, encoding="utf-8")
    if text is not None:
        (folder / "mutants.toml").write_text(text, encoding="utf-8")
    one = Exercise(id="05/one", title="", rubric=(), limits=Limits(), stub=Path(), reference=reference, digest="")
    return exemptions(one, MUTANTS)


def equivalent(mutant: str, reason: str = "The same.") -> str:
    return f"[[equivalent]]\nmutant = '{mutant}'\nreason = '{reason}'\n"


def free(mutant: str, task: str = "of a size of your choice") -> str:
    return f"[[free]]\nmutant = '{mutant}'\ntask = '{task}'\n"


def test_several_costly_mutants_have_one_reason(tmp_path: Path) -> None:
    """Costly ones are listed by ids or patterns, and are to be killed: that they cost much is all that is excused."""
    found = read(tmp_path, f"[[costly]]\nmutants = ['{IDS[0]}', '1? -> *']\nreason = 'All of it.'\n")

    assert found.costly.keys() == {IDS[0], *(f"{n} -> {n + 1} #1" for n in range(10, 18))}
    assert (found.equivalent, found.free) == ({}, {})


def test_without_a_file_nothing_is_exempt(tmp_path: Path) -> None:
    """Most exercises have none."""
    assert read(tmp_path, None) == Exemptions()


def test_a_mutant_is_named_by_its_id_whatever_its_signs(tmp_path: Path) -> None:
    """An id may hold brackets and stars, which a pattern would read as something else."""
    found = read(tmp_path, equivalent(IDS[0]) + free(IDS[1]))

    assert found == Exemptions(equivalent={IDS[0]: "The same."}, free={IDS[1]: "of a size of your choice"})


def test_a_pattern_stands_for_all_that_fit(tmp_path: Path) -> None:
    """With `[[]` for a bracket."""
    assert set(read(tmp_path, free("1? -> *")).free) == {f"{n} -> {n + 1} #1" for n in range(10, 18)}
    assert set(read(tmp_path, free("[[]784*")).free) == {IDS[1]}


def test_the_tasks_words_may_be_broken_into_lines(tmp_path: Path) -> None:
    """In the exercise's text as in the file."""
    assert read(tmp_path, free(IDS[0], "hidden  layers of a size")).free


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            equivalent("axis=1 -> axis=2 #1"),
            r"equivalent 1: key 'mutant': no mutant 'axis=1 -> axis=2 #1'; did you mean",
        ),
        (free("units*"), r"free 1: key 'mutant': no mutant 'units\*'; did you mean"),
        (
            free(IDS[0], "layers of any size"),
            r"free 1: key 'task': the text of the exercise does not contain 'layers of any size'; nearest: 'Make",
        ),
        ("[[equivalant]]\nmutant = 'a'\n", r"no key 'equivalant'; did you mean 'equivalent'\?"),
        ("[[free]]\nmutant = 'a'\nreason = 'b'\n", r"free\[1\]: no key 'reason'"),
        ("[[equivalent]]\nmutant = 'a'\n", r"equivalent\[1\]: key 'reason' is missing: a text"),
        ("[[equivalent]]\nmutant = 7\nreason = 'b'\n", r"key 'mutant' is 7; allowed: a text"),
        (equivalent(IDS[0], " "), r"equivalent 1: key 'reason' is empty"),
        (equivalent("1? -> *"), r"8 of 20 mutants are called equivalent; allowed: at most 10%"),
        (equivalent(IDS[0]) + free(IDS[0]), r"'axis=1 -> axis=0 #1' is called both equivalent and free"),
        (free("1? -> *") + free("10 -> 11 #1"), r"free 2: key 'mutant': '10 -> 11 #1' is already exempt"),
    ],
)
def test_a_mistake_in_the_file_is_said_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    """The file, the table, the key, what was found, and what is near."""
    with pytest.raises(SpecError, match=rf"^05/one/mutants\.toml: .*{says}"):
        read(tmp_path, text)
