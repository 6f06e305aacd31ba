"""What happens to good notebooks on their way here: from the cells of one to the bytes of a file, damaged in one way.

`DAMAGES` has a function for each kind: cells and a source of chance to the bytes and whether they are a script's, or
None where the kind of damage has no place in these cells.
"""

import ast
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

FENCE = "```"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a good notebook."""

    kind: str
    """code, markdown or raw."""
    text: str
    answer: bool = False
    """Whether the learner wrote it."""


Cells = Sequence[Cell]
File = tuple[bytes, bool]
Damage = Callable[[Cells, Random], File | None]


def notebook(cells: Cells, **more: object) -> str:
    """A notebook of format 4."""
    made = [_json(cell) for cell in cells]
    document = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4, **more}
    return json.dumps(document, indent=1, ensure_ascii=False)


def _json(cell: Cell) -> dict[str, Any]:
    kind: dict[str, Any] = {"cell_type": cell.kind, "metadata": {}}
    run: dict[str, Any] = {"execution_count": None, "outputs": []} if cell.kind == "code" else {}
    return kind | run | {"source": cell.text.splitlines(keepends=True)}


def _saved(cells: Cells) -> File:
    return notebook(cells).encode(), False


def _answers(cells: Cells) -> list[int]:
    return [place for place, cell in enumerate(cells) if cell.answer]


def _given(cells: Cells) -> list[int]:
    """Cells of given code that others need."""
    return [
        place
        for place, cell in enumerate(cells)
        if cell.kind == "code" and not cell.answer and ("= " in cell.text or "import" in cell.text)
    ]


def _with(cells: Cells, place: int, *others: Cell) -> list[Cell]:
    return [*cells[:place], *others, *cells[place + 1 :]]


def given_cell_deleted(cells: Cells, random: Random) -> File | None:
    """A given cell is gone."""
    first = _answers(cells)[0]
    places = [place for place in _given(cells) if place < first]
    return _saved(_with(cells, random.choice(places))) if places else None


def given_cell_copied(cells: Cells, random: Random) -> File | None:
    """A given cell stands twice."""
    place = random.choice(_given(cells))
    return _saved(_with(cells, place, cells[place], cells[place]))


def answer_copied_to_the_end(cells: Cells, _: Random) -> File | None:
    """The answers stand at the end once more."""
    return _saved([*cells, *(cells[place] for place in _answers(cells))])


def answer_split(cells: Cells, _: Random) -> File | None:
    """Each statement of an answer is a cell."""
    place = _answers(cells)[-1]
    lines = cells[place].text.split("\n")
    ends = [node.end_lineno or 0 for node in ast.parse(cells[place].text).body]
    begins = [0, *ends[:-1]]
    parts = ["\n".join(lines[begin:end]).strip("\n") for begin, end in zip(begins, ends, strict=True)]
    return _saved(_with(cells, place, *(replace(cells[place], text=part) for part in parts)))


def statement_cut_in_two(cells: Cells, random: Random) -> File | None:
    """A statement over several lines goes on in the next cell."""
    spans = [
        (place, node.lineno, node.end_lineno)
        for place in _answers(cells)
        for node in ast.parse(cells[place].text).body
        if node.end_lineno and node.end_lineno > node.lineno
    ]
    if not spans:
        return None
    place, first, last = random.choice(spans)
    lines, cut = cells[place].text.split("\n"), random.randrange(first, last)
    parts = ["\n".join(lines[:cut]), "\n".join(lines[cut:])]
    return _saved(_with(cells, place, *(replace(cells[place], text=part) for part in parts)))


def answer_above_everything(cells: Cells, _: Random) -> File | None:
    """The answers stand above the given cells."""
    places = _answers(cells)
    rest = [cell for place, cell in enumerate(cells) if place not in places]
    return _saved([*(cells[place] for place in places), *rest])


def neighbours_swapped(cells: Cells, random: Random) -> File | None:
    """Two neighbouring cells of code change places."""
    code = [place for place, cell in enumerate(cells) if cell.kind == "code"]
    number = random.randrange(len(code) - 1)
    changed = list(cells)
    changed[code[number]], changed[code[number + 1]] = cells[code[number + 1]], cells[code[number]]
    return _saved(changed)


def answer_turned_into_text(cells: Cells, random: Random) -> File | None:
    """A cell with an answer was made a cell of text."""
    place = random.choice(_answers(cells))
    return _saved(_with(cells, place, replace(cells[place], kind=random.choice(["markdown", "raw"]))))


def answer_fenced_beside_the_blank(cells: Cells, random: Random) -> File | None:
    """The answer is typed into a cell of text, between fences, and the blank is left below it."""
    place = random.choice(_answers(cells))
    text = f"My answer:\n\n{FENCE}python\n{cells[place].text}\n{FENCE}"
    names = [part.id for part in ast.walk(ast.parse(cells[place].text)) if isinstance(part, ast.Name)]
    stores = [name for name in dict.fromkeys(names) if f"{name} =" in cells[place].text]
    blank = "\n".join(f"{name} = ..." for name in stores) or "..."
    return _saved(_with(cells, place, Cell(kind="markdown", text=text), Cell(kind="code", text=blank)))


def given_cell_turned_into_text(cells: Cells, random: Random) -> File | None:
    """A given cell was made a cell of text."""
    place = random.choice(_given(cells))
    return _saved(_with(cells, place, replace(cells[place], kind="markdown")))


def text_merged_into_the_answer(cells: Cells, random: Random) -> File | None:
    """The text above an answer was merged with it."""
    place = random.choice(_answers(cells))
    if cells[place - 1].kind != "markdown":
        return None
    merged = replace(cells[place], text=f"{cells[place - 1].text}\n\n{cells[place].text}")
    return _saved([*cells[: place - 1], merged, *cells[place + 1 :]])


def old_format(cells: Cells, _: Random) -> File | None:
    """The notebook was saved in format 3."""
    made = [
        {"cell_type": "code", "input": cell.text, "language": "python", "metadata": {}, "outputs": []}
        if cell.kind == "code"
        else {"cell_type": "markdown", "metadata": {}, "source": cell.text}
        for cell in cells
    ]
    document = {"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": made, "metadata": {}}]}
    return json.dumps(document).encode(), False


def broken_off(cells: Cells, random: Random) -> File | None:
    """The file breaks off somewhere below the last answer."""
    whole = notebook(cells).encode()
    kept = notebook(cells[: _answers(cells)[-1] + 1]).encode()
    at = kept.rindex(b"\n ],")
    return whole[: random.randrange(at + 3, len(whole) - 3)], False


def broken_off_inside_the_answer(cells: Cells, random: Random) -> File | None:
    """The file breaks off below the last line of the last answer, before its cell has ended."""
    kept = notebook(cells[: _answers(cells)[-1] + 1]).encode()
    end = kept.rindex(b"\n   ]\n")
    return kept[: random.randrange(end, end + len(b"\n   ]\n"))], False


def pasted_into_a_script(cells: Cells, _: Random) -> File | None:
    """All cells, text and code, were pasted into one .py file."""
    return "\n\n".join(cell.text for cell in cells).encode(), True


def code_alone_in_a_script(cells: Cells, _: Random) -> File | None:
    """The code was pasted into one .py file, without a mark."""
    return "\n\n".join(cell.text for cell in cells if cell.kind == "code").encode(), True


def exported_by_jupyter(cells: Cells, _: Random) -> File | None:
    """A script as `nbconvert --to script` writes it."""
    parts = [
        f"# In[{number}]:\n\n\n{cell.text}"
        if cell.kind == "code"
        else "\n".join(f"# {line}" for line in cell.text.split("\n"))
        for number, cell in enumerate(cells)
    ]
    return ("#!/usr/bin/env python\n# coding: utf-8\n\n" + "\n\n\n".join(parts)).encode(), True


def exported_by_colab(cells: Cells, _: Random) -> File | None:
    """A script as Colab writes it."""
    head = '# -*- coding: utf-8 -*-\n"""train.ipynb\n\nAutomatically generated by Colab.\n'
    parts = [cell.text if cell.kind == "code" else f'"""{cell.text}\n"""' for cell in cells[1:]]
    return (f'{head}\n{cells[0].text}\n"""\n\n' + "\n\n".join(parts)).encode(), True


def utf_16(cells: Cells, _: Random) -> File | None:
    """An editor saved the file in another encoding."""
    return notebook(cells).encode("utf-16"), False


def types_lost(cells: Cells, _: Random) -> File | None:
    """Cells of code lost their type."""
    document = json.loads(notebook(cells))
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            del cell["cell_type"]
    return json.dumps(document).encode(), False


def retyped(cells: Cells, _: Random) -> File | None:
    """The given cells were typed anew, spaced and commented otherwise."""
    changed = [
        replace(cell, text=f"# mine\n\n{ast.unparse(ast.parse(cell.text))}  # done")
        if cell.kind == "code" and not cell.answer
        else cell
        for cell in cells
    ]
    return _saved(changed)


DAMAGES: Final[dict[str, Damage]] = {
    damage.__name__: damage
    for damage in (
        given_cell_deleted,
        given_cell_copied,
        answer_copied_to_the_end,
        answer_split,
        statement_cut_in_two,
        answer_above_everything,
        neighbours_swapped,
        answer_turned_into_text,
        answer_fenced_beside_the_blank,
        given_cell_turned_into_text,
        text_merged_into_the_answer,
        old_format,
        broken_off,
        broken_off_inside_the_answer,
        pasted_into_a_script,
        code_alone_in_a_script,
        exported_by_jupyter,
        exported_by_colab,
        utf_16,
        types_lost,
        retyped,
    )
}


def good_notebook(script: str, fragment: str, fill: Callable[[str, str], str], *, blank: str) -> list[Cell]:
    """The cells of a stub with an answer in it. `fill` puts a fragment into a reference's text, `blank` is the stub."""
    return [
        replace(cell, answer=cell.kind == "code" and cell.text not in {one.text for one in cells_of(blank)})
        for cell in cells_of(fill(script, fragment))
    ]


def cells_of(script: str) -> list[Cell]:
    """The cells of a percent script."""
    cells: list[Cell] = []
    for part in ("\n" + script).split("\n# %%")[1:]:
        head, _, body = part.partition("\n")
        if "[markdown]" in head:
            text = "\n".join(line.removeprefix("#").removeprefix(" ") for line in body.strip("\n").split("\n"))
            cells.append(Cell(kind="markdown", text=text))
        elif body.strip():
            cells.append(Cell(kind="code", text=body.strip("\n")))
    return cells
