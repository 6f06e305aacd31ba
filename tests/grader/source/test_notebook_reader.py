"""A damage generator over one good notebook, and over one good script: what survives, and what is said of the rest."""

import codecs
import json
from collections.abc import Callable
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.source.notebook_reader import MAX_CELLS, MAX_CODE, DamagedError, extract_code
from grader.source.records import MAX_FILE_MIB, Source

Notebook = dict[str, Any]

SETUP = "x = 1"
ANSWER = 'y = x + 1  # größer\nname = "π"'
TEXTS = (SETUP, ANSWER)
SCRIPT = f"# exercise: 05_single_layer/elementwise\n\n# %% [markdown]\n# Title\n\n# %%\n{SETUP}\n\n# %%\n{ANSWER}\n"


def notebook() -> Notebook:
    """A good notebook with a cell of text and two of code."""
    common = {"metadata": {"tags": ["a"]}, "outputs": [], "execution_count": 1}
    return {
        "cells": [
            {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# Title\n", "x = 2"]},
            {"cell_type": "code", "id": "b", "source": [SETUP], **common},
            {"cell_type": "code", "id": "c", "source": ANSWER.splitlines(keepends=True), **common},
        ],
        "metadata": {"grader": {"exercise": "05_single_layer/elementwise"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def packed(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def changed(change: Callable[[Notebook], object]) -> bytes:
    """The good notebook after something was done to it."""
    good = notebook()
    change(good)
    return packed(good)


def code(notebook: Notebook, place: int) -> dict[str, Any]:
    cell: dict[str, Any] = notebook["cells"][place]
    return cell


def old_format(number: int) -> bytes:
    cells = [{"cell_type": "code", "language": "python", "input": text} for text in TEXTS]
    return packed({"worksheets": [{"cells": cells}], "nbformat": number, "metadata": {}})


GOOD = packed(notebook())

REPAIRED = {
    "a byte order mark": (codecs.BOM_UTF8 + GOOD, "The file was read as UTF-8 with a byte order mark."),
    "UTF-16 with a mark": (GOOD.decode().encode("utf-16"), "The file was read as UTF-16."),
    "UTF-16 little-endian": (GOOD.decode().encode("utf-16-le"), "The file was read as UTF-16."),
    "UTF-16 big-endian": (GOOD.decode().encode("utf-16-be"), "The file was read as UTF-16."),
    "UTF-32": (GOOD.decode().encode("utf-32"), "The file was read as UTF-32."),
    "zeros at the end": (GOOD + bytes(512), None),
    "Windows line ends": (GOOD.replace(b"\\n", b"\\r\\n"), None),
    "something after the end": (GOOD + GOOD[:90], "What followed the end of the notebook was left out."),
    "raw control characters": (GOOD.replace(b'"# Title', b'"\x01# Title'), None),
    "null characters": (
        changed(lambda n: code(n, 1).update(source=f"\0{SETUP}\0")),
        "Characters that no code can hold were taken out.",
    ),
    "no ids": (changed(lambda n: [cell.pop("id") for cell in n["cells"]]), "Cell ids were missing."),
    "one id twice": (changed(lambda n: code(n, 1).update(id="c")), "Several cells had the same id."),
    "no types": (changed(lambda n: [code(n, place).pop("cell_type") for place in (1, 2)]), None),
    "no metadata": (changed(lambda n: [n.pop("metadata"), *(cell.pop("metadata") for cell in n["cells"])]), None),
    "hostile metadata": (changed(lambda n: n.update(metadata={"grader": {"exercise": "../../etc/passwd"}})), None),
    "outputs that are none": (changed(lambda n: code(n, 1).update(outputs=7, execution_count={"a": 1})), None),
    "a cell that is none": (changed(lambda n: n["cells"].append(7)), "A cell without readable text was left out."),
    "source that is no text": (
        changed(lambda n: n["cells"].append({"cell_type": "code", "source": 7, "id": "d"})),
        "A cell without readable text was left out.",
    ),
    "source with a number in it": (
        changed(lambda n: n["cells"].append({"cell_type": "code", "source": ["a", 7], "id": "d"})),
        "A cell without readable text was left out.",
    ),
    "no source": (
        changed(lambda n: n["cells"].append({"cell_type": "code", "id": "d"})),
        "A cell without readable text was left out.",
    ),
    "an empty cell": (changed(lambda n: n["cells"].append({"cell_type": "code", "source": " \n", "id": "d"})), None),
    "format 5": (
        changed(lambda n: n.update(nbformat=5)),
        "The notebook says that its format is 5; it was read as format 4.",
    ),
    "no format": (
        changed(lambda n: n.pop("nbformat")),
        "The notebook does not say what format it has; it was read as format 4.",
    ),
    "an endless format": (
        changed(lambda n: n.update(nbformat=10**4000)),
        "The notebook does not say what format it has; it was read as format 4.",
    ),
    "format 3": (old_format(3), "The notebook was in an old format, 3 or earlier."),
    "format 2": (old_format(2), "The notebook was in an old format, 3 or earlier."),
    "a broken sheet": (
        packed({"worksheets": [7, {"cells": 7}, {"cells": [{"cell_type": "code", "input": text} for text in TEXTS]}]}),
        "The notebook was in an old format, 3 or earlier.",
    ),
}


def texts(source: Source) -> tuple[str, ...]:
    """The code, cell by cell."""
    return tuple(cell.text for cell in source.cells)


def notes(source: Source) -> tuple[str, ...]:
    """What is said of the file as a whole."""
    return tuple(change.sentence for change in source.changes)


@pytest.mark.parametrize("damage", REPAIRED)
def test_repairable_notebook_keeps_its_code(damage: str) -> None:
    """Every notebook that can be repaired gives both of its code cells, and says what was wrong where that matters."""
    data, repair = REPAIRED[damage]
    salvaged = extract_code(data, script=False)
    assert texts(salvaged) == TEXTS
    assert notes(salvaged) == (() if repair is None else (repair,))


def test_good_files_need_no_repair() -> None:
    """A good notebook and a good script give the same code, the exercise that they name, and no repair."""
    for data, script in ((GOOD, False), (SCRIPT.encode(), True)):
        salvaged = extract_code(data, script=script)
        assert (texts(salvaged), salvaged.exercise, notes(salvaged)) == (TEXTS, "05_single_layer/elementwise", ())


def test_latin_1_is_read_and_said() -> None:
    """Bytes that are not UTF-8 are read as Latin-1, in a notebook and in a script."""
    for text, script in ((GOOD.decode(), False), (SCRIPT, True)):
        salvaged = extract_code(text.replace("π", "é").encode("latin-1"), script=script)
        assert texts(salvaged) == (SETUP, ANSWER.replace("π", "é"))
        assert notes(salvaged) == ("The file was read as Latin-1, because it is not UTF-8.",)


def test_half_a_character_is_replaced() -> None:
    """A lone surrogate, which no file can hold, becomes a replacement character; a pair of them becomes one letter."""
    data = rb'{"cells": [{"cell_type": "code", "source": "a = \"\ud800\ud83d\ude00\""}], "nbformat": 4}'
    salvaged = extract_code(data, script=False)
    assert texts(salvaged) == ('a = "\N{REPLACEMENT CHARACTER}\N{GRINNING FACE}"',)
    assert notes(salvaged) == ("Characters that no code can hold were taken out.",)


CUT = (
    "The notebook breaks off in the middle of a cell, of which the whole lines were kept, and what was lost can't be "
    "judged. Please save it in Jupyter and try again."
)


def ending_in(**cell: object) -> bytes:
    """A notebook with one short cell of code and then this one."""
    return packed({"cells": [{"cell_type": "code", "source": [SETUP]}, {"cell_type": "code", **cell}]})


IN_LINES = ending_in(source=["a = 1\n", 'b = "ü"\n', "c = 3"])
IN_ONE = ending_in(source='a = 1\nb = "ü"\nc = 3')
OUTPUTS_LAST = ending_in(source="a = 1\nb", outputs=[{"a": 1}])


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (IN_LINES[: IN_LINES.index(b"c = 3") + 2], 'a = 1\nb = "ü"'),
        (IN_LINES[: IN_LINES.index(b"c = 3") + 6], 'a = 1\nb = "ü"\nc = 3'),
        (IN_LINES[: IN_LINES.index("ü".encode()) + 1], "a = 1"),
        (IN_ONE[: IN_ONE.index(b"c = 3") + 5], 'a = 1\nb = "ü"'),
        (IN_ONE[: IN_ONE.index(b"c = 3") - 1], "a = 1"),
        (IN_ONE[: IN_ONE.index("ü".encode()) + 1], "a = 1"),
        (IN_ONE[: IN_ONE.index(b"c = 3")] + b"\r\n\0\0", 'a = 1\nb = "ü"'),
        (OUTPUTS_LAST[: OUTPUTS_LAST.index(b'"a": 1')], "a = 1\nb"),
        (OUTPUTS_LAST[: OUTPUTS_LAST.index(b'"outputs"')], "a = 1\nb"),
        (IN_ONE.replace(b"\\nc", b"\\u12"), None),
        (IN_ONE[: IN_ONE.index(b"a = 1") + 2], None),
        (IN_LINES[: IN_LINES.index(b'"a = 1')], None),
    ],
)
def test_the_whole_lines_of_a_cell_with_the_break_in_it_are_kept(data: bytes, lines: str | None) -> None:
    """However its text is spelled, no half of a line is taken for a line, and what was kept is said."""
    salvaged = extract_code(data, script=False)

    assert texts(salvaged) == ((SETUP,) if lines is None else (SETUP, lines))
    assert (notes(salvaged) == (CUT,)) is salvaged.cut is (lines is not None)
    assert salvaged.broken


def test_a_break_in_a_cell_of_text_cuts_no_code() -> None:
    """The last cell of code is whole then."""
    text = {"cell_type": "markdown", "source": ["# Title\n", "More"]}
    data = packed({"cells": [code(notebook(), 1), text]})

    salvaged = extract_code(data[: data.index(b"More")], script=False)

    assert (texts(salvaged), salvaged.cut) == ((SETUP,), False)
    assert [one.text for one in salvaged.prose] == ["# Title"]


@pytest.mark.parametrize("spelled", [list, "".join], ids=["lines", "one text"])
def test_wherever_a_notebook_is_cut_lines_are_whole(spelled: Callable[[list[str]], object]) -> None:
    """At each byte: what is kept of a cell is its beginning, up to the end of a line, and nothing is taken twice."""
    lines = ['x = "π\\\\n"\n', "y = [1,\n", "  2]\n", "print(x, y)"]
    whole, ends = ending_in(source=spelled(lines)), ["", *accumulate(line.removesuffix("\n") + "\n" for line in lines)]

    kept = [survives(whole[:at], script=False) for at in range(len(whole) - 1)]

    assert all(cells == () or cells[0] == SETUP for cells in kept)
    assert {"\n".join(cells[1:]) for cells in kept} == {end.removesuffix("\n") for end in ends}


def test_text_alone_is_not_code() -> None:
    """A notebook without code cells is read, and holds none."""
    assert extract_code(changed(lambda n: n.update(cells=n["cells"][:1])), script=False).cells == ()


NO_NOTEBOOK = "The file contains data, but no notebook. Please hand in the .ipynb file of the exercise."
BROKEN = "The file is not a complete notebook: it breaks off or is unreadable at line 1. "
AGAIN = "Please save your notebook in Jupyter and try again."
UNLIKELY = f"The file is not a notebook that Jupyter could have saved. {AGAIN}"
TOO_MUCH = "The file contains more than 1,000 cells or 200,000 characters of code. Please hand in only your answer."

LOST = {
    "empty": (b"", f"The file is empty. {AGAIN}"),
    "only zeros": (bytes(4096), f"The file is empty. {AGAIN}"),
    "cut before any code": (GOOD[: GOOD.index(b'"id": "b"')], BROKEN + AGAIN),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), BROKEN + AGAIN),
    "a web page": (b"<!DOCTYPE html><title>Not found</title>", BROKEN + AGAIN),
    "a script": (SCRIPT.encode(), BROKEN + AGAIN),
    "a list": (b"[1, 2]", NO_NOTEBOOK),
    "a word": (b'"cells"', NO_NOTEBOOK),
    "another object": (b'{"name": "x"}', NO_NOTEBOOK),
    "cells that are no list": (b'{"cells": {"a": 1}}', NO_NOTEBOOK),
    "deep nesting": (b'{"cells": ' + b"[" * 100_000, UNLIKELY),
    "a number without end": (b'{"cells": [], "n": ' + b"9" * 10_000 + b"}", UNLIKELY),
    "too many bytes": (
        b" " * (MAX_FILE_MIB * 2**20 + 1),
        "The file is larger than 20 MiB. Please clear all outputs, save, and try again.",
    ),
    "too much code": (changed(lambda n: code(n, 1).update(source="x" * (MAX_CODE + 1))), TOO_MUCH),
    "too many cells": (changed(lambda n: n.update(cells=[code(n, 1)] * (MAX_CELLS + 1))), TOO_MUCH),
}


@pytest.mark.parametrize("damage", LOST)
def test_lost_file_says_what_to_do(damage: str) -> None:
    """Every file that cannot be read says in one or two sentences what is wrong and what to do."""
    data, message = LOST[damage]
    with pytest.raises(DamagedError) as caught:
        extract_code(data, script=False)
    assert str(caught.value) == message


def test_binary_script_is_refused() -> None:
    """Binary data called .py are not code of one strange cell."""
    with pytest.raises(DamagedError, match=r"^The file contains binary data, not Python code\. Please hand in the"):
        extract_code(bytes(range(256)), script=True)


def test_notebook_called_py() -> None:
    """A notebook that was given a script's name is read as a notebook."""
    salvaged = extract_code(GOOD, script=True)
    assert texts(salvaged) == TEXTS
    assert notes(salvaged) == ("The file is called .py, but holds a notebook; it was read as one.",)


SPELLINGS = {
    "jupytext with a header": "# ---\n# jupyter:\n#   grader:\n#     exercise: a/b\n# ---\n\n# %%\nx = 1\n# %%\ny = 2",
    "a header that raises in jupytext": "# -*- coding: latin-1 -*-\n# exercise: a/b\n# %%\nx = 1\n# %%\ny = 2",
    "nbconvert": "#!/usr/bin/env python\n# exercise: a/b\n\n# In[1]:\n\n\nx = 1\n\n\n# In[ ]:\n\n\ny = 2\n",
    "without space": "# exercise: a/b\n#%%\nx = 1\n#%% a title\ny = 2",
    "old line ends": "# exercise: a/b\r# %%\rx = 1\r# %%\ry = 2\r",
    "prose of every kind": '# exercise: a/b\n# %% [markdown]\n"""\nz = 3\n"""\n# %%\nx = 1\n# %% [raw]\nz\n# %%\ny = 2',
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_script_spellings(spelling: str) -> None:
    """However the cells of a script are marked, they and the exercise are found."""
    salvaged = extract_code(SPELLINGS[spelling].encode(), script=True)
    assert texts(salvaged)[-2:] == ("x = 1", "y = 2")
    assert all(cell.startswith("#") for cell in texts(salvaged)[:-2])
    assert salvaged.exercise == "a/b"


def test_header_is_not_code() -> None:
    """The header that jupytext writes makes no cell of comments."""
    assert texts(extract_code(SPELLINGS["jupytext with a header"].encode(), script=True)) == ("x = 1", "y = 2")


def test_script_without_markers_is_one_cell() -> None:
    """A plain script is one cell, and names no exercise."""
    salvaged = extract_code(b"x = 1\n\n\ny = 2\n", script=True)
    assert (texts(salvaged), salvaged.exercise) == (("x = 1\n\n\ny = 2",), None)


@pytest.mark.parametrize("name", ["../secret/x", "a/b/c", "a", "a/..", "", "a/b\n", 7, {"a/b": 1}, "\ud800/b"])
def test_an_invalid_exercise_id_is_ignored(name: object) -> None:
    """What is not an id of an exercise, a path least of all, is not taken for one."""
    data = json.dumps(notebook() | {"metadata": {"grader": {"exercise": name}}}).encode()
    assert extract_code(data, script=False).exercise is None


def survives(data: bytes, *, script: bool) -> tuple[str, ...]:
    """The code, or none where a `DamagedError` was raised; any other exception is the test's failure."""
    try:
        return texts(extract_code(data, script=script))
    except DamagedError:
        return ()


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300), script=st.booleans())
def test_no_bytes_raise_anything_else(data: bytes, script: bool) -> None:  # noqa: FBT001 - hypothesis fills it
    """Whatever the bytes, there is code without nulls and half characters, or a `DamagedError`."""
    for cell in survives(data, script=script):
        assert "\0" not in cell
        assert cell.strip()
        assert cell.encode().decode() == cell


@settings(max_examples=300, deadline=None)
@given(
    at=st.integers(0, len(GOOD) - 1),
    gone=st.integers(0, 40),
    put=st.sampled_from([b"", b'"', b"{", b"]", b"\\", b"\0", b"\xff", b"\\ud800", b"7", b"null", GOOD]),
)
def test_any_wound_is_survived(at: int, gone: int, put: bytes) -> None:
    """Bytes lost from or put into a good notebook never raise anything but a `DamagedError`, nor make up a cell."""
    assert len(survives(GOOD[:at] + put + GOOD[at + gone :], script=False)) <= len(TEXTS)
