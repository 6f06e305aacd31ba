"""Where a reference has its blanks, and the messages about wrong markers."""

from pathlib import Path

import pytest

from grader.errors import SpecError
from grader.source import solution_blocks

ONE = """\
# %% [markdown]
# Text.

# %%
# BEGIN SOLUTION
# BLANK: # the output of the neuron
# BLANK: y = ...
h = 2 * x
y = h + 1
# END SOLUTION

# %%
print(y)
"""
TWO = """\
# %%
def double(x):
    # BEGIN SOLUTION
    # BLANK: return ...
    return 2 * x
    # END SOLUTION


# %%
# BEGIN SOLUTION
# BLANK: y = ...
y = double(3)
# END SOLUTION
"""


def test_stub_shows_the_blank() -> None:
    """A stub has the lines after `# BLANK:` in place of the whole solution, and all else as it was."""
    assert solution_blocks.stub(ONE, name="r") == (
        "# %% [markdown]\n# Text.\n\n# %%\n# the output of the neuron\ny = ...\n\n# %%\nprint(y)\n"
    )


def test_solved_has_no_markers() -> None:
    """What the reference runs is its answer, without a trace of the blank."""
    assert solution_blocks.solved_script(ONE, name="r") == (
        "# %% [markdown]\n# Text.\n\n# %%\nh = 2 * x\ny = h + 1\n\n# %%\nprint(y)\n"
    )


def test_blanks_in_a_function_are_indented() -> None:
    """A blank in the body of a given function is shown, and filled, as deep as its markers stand."""
    assert "def double(x):\n    return ...\n" in solution_blocks.stub(TWO, name="r")
    filled = solution_blocks.fill_blanks(TWO, "# blank: 1\nz = x + x\n\nif z:\n    return z\nreturn 0\n", name="f")
    assert "def double(x):\n    z = x + x\n\n    if z:\n        return z\n    return 0\n" in filled


def test_one_blank_needs_no_name() -> None:
    """A fragment for a reference with one blank is the lines themselves; what it claims is left out."""
    filled = solution_blocks.fill_blanks(ONE, "# fails: value\n# diagnosis: none\ny = 0\n", name="f")
    assert filled == "# %% [markdown]\n# Text.\n\n# %%\ny = 0\n\n# %%\nprint(y)\n"


def test_unnamed_blanks_keep_the_answer() -> None:
    """A fragment fills the blanks that it names, in any order; the reference answers the others."""
    assert solution_blocks.fill_blanks(TWO, "# blank: 2\ny = 6\n", name="f") == solution_blocks.solved_script(
        TWO, name="r"
    ).replace("double(3)", "6")
    both = solution_blocks.fill_blanks(TWO, "# fails: value\n# blank: 2\ny = 6\n# blank: 1\nreturn 0\n", name="f")
    assert both == solution_blocks.solved_script(TWO, name="r").replace("double(3)", "6").replace("2 * x", "0")


SOLUTION = "# BEGIN SOLUTION\n# BLANK: y = ...\ny = 1\n# END SOLUTION\n"

MALFORMED = {
    "none": ("# %%\nx = 1\n", "r.py: there is no '# BEGIN SOLUTION'; a reference needs at least one blank"),
    "no end": (
        "# %%\n# BEGIN SOLUTION\n# BLANK: y = ...\ny = 1\n",
        "r.py:2: BEGIN SOLUTION without an END SOLUTION after it in its cell",
    ),
    "end in the next cell": (
        "# %%\n# BEGIN SOLUTION\n# BLANK: y = ...\ny = 1\n# %%\n# END SOLUTION\n",
        "r.py:2: BEGIN SOLUTION without an END SOLUTION after it in its cell",
    ),
    "no begin": (
        "# %%\nx = 1\n# END SOLUTION\n",
        "r.py:3: END SOLUTION without a BEGIN SOLUTION before it in its cell",
    ),
    "nested": (
        "# %%\n# BEGIN SOLUTION\n# BLANK: y = ...\ny = 1\n# BEGIN SOLUTION\n# END SOLUTION\n",
        "r.py:5: BEGIN SOLUTION inside the solution that began in line 2",
    ),
    "in text": (
        "# %% [markdown]\n" + SOLUTION,
        "r.py:2: a solution in a cell of text; a code cell begins with '# %%' alone",
    ),
    "nothing shown": (
        "# %%\n# BEGIN SOLUTION\ny = 1\n# END SOLUTION\n",
        "r.py:2: the stub needs a line like '# BLANK: output = ...' in this solution",
    ),
    "no hole shown": (
        "# %%\n# BEGIN SOLUTION\n# BLANK: y = x[..., 0]\ny = 1\n# END SOLUTION\n",
        "r.py:2: the stub needs a line like '# BLANK: output = ...' in this solution",
    ),
    "no answer": (
        "# %%\n# BEGIN SOLUTION\n# BLANK: y = ...\n\n# END SOLUTION\n",
        "r.py:2: this solution is empty",
    ),
    "a blank outside": ("# %%\n# BLANK: y = ...\n" + SOLUTION, "r.py:2: '# BLANK: y = ...' outside a solution"),
    "a hole outside": ("# %%\nz = ...\n# %%\n" + SOLUTION, "r.py:2: 'z = ...' outside a solution"),
}


@pytest.mark.parametrize("fault", MALFORMED)
def test_malformed_markers(fault: str) -> None:
    """Markers that do not fit are named by file and line, with what is wrong."""
    text, message = MALFORMED[fault]
    with pytest.raises(SpecError) as caught:
        solution_blocks.find_blanks(text, name="r.py")
    assert str(caught.value) == message


WRONG_NUMBER = "each of 1 to 2 may be filled once"
UNNAMED = "f.py: 2 blanks to fill; add lines such as '# blank: 1' to say which blank the lines below fill"

UNFIT = {
    "unnamed": ("y = 6\n", UNNAMED),
    "lines before the first name": ("y = 6\n# blank: 1\nreturn 0\n", UNNAMED),
    "zero": ("# blank: 0\ny = 6\n", f"f.py: '# blank: 0'; {WRONG_NUMBER}"),
    "too many": ("# blank: 3\ny = 6\n", f"f.py: '# blank: 3'; {WRONG_NUMBER}"),
    "twice": ("# blank: 2\ny = 6\n# blank: 2\ny = 7\n", f"f.py: '# blank: 2'; {WRONG_NUMBER}"),
}


@pytest.mark.parametrize("fault", UNFIT)
def test_unfit_fragments(fault: str) -> None:
    """A fragment that doesn't say which blank it fills, or names one that there isn't, is refused by name."""
    fragment, message = UNFIT[fault]
    with pytest.raises(SpecError) as caught:
        solution_blocks.fill_blanks(TWO, fragment, name="f.py")
    assert str(caught.value) == message


def test_unreadable_reference(tmp_path: Path) -> None:
    """A reference that is missing, or in none of our encodings, is the instructor's to fix."""
    path = tmp_path / "reference.py"
    with pytest.raises(SpecError, match=r"reference\.py: can't be read: No such file"):
        solution_blocks.reference_text(path)
    path.write_bytes(b"\xff")
    with pytest.raises(SpecError, match=r"reference\.py: is not UTF-8: byte 0 is 0xff"):
        solution_blocks.reference_text(path)
