"""Derives the sample cohort in tests/cohort from the stubs and from cohort.toml, which says what each file is.

usage: python tests/make_cohort.py

Run it after `grader sync` has changed a stub; a test fails until then. The same stubs give the same files to the byte.
"""

import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

COHORT = Path(__file__).parent / "cohort"
EXERCISES = Path(__file__).parents[1] / "exercises"

HOLE: Final = re.compile(r"(?:=|return) \.\.\.$", re.MULTILINE)
"""What makes a stub's code cell a blank."""

Json = dict[str, Any]
Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of what a learner hands in."""

    code: bool
    text: str
    name: str
    """What tells cells apart that are otherwise alike; ids are made of it."""

    @property
    def id(self) -> str:
        """16 hexadecimal digits, as in the stubs."""
        return sha256(f"{self.name}\0{self.text}".encode()).hexdigest()[:16]


def build() -> dict[str, bytes]:
    """Path below tests/cohort to content."""
    expected = tomllib.loads(COHORT.with_suffix(".toml").read_text(encoding="utf-8"))
    entries = [*expected["files"], *expected["strays"]]
    made = {entry["path"]: _content(entry) for entry in entries if "same_as" not in entry}
    return made | {entry["path"]: made[entry["same_as"]] for entry in entries if "same_as" in entry}


def main() -> None:
    """Write the cohort anew."""
    for folder in COHORT.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    for path, content in build().items():
        (COHORT / path).parent.mkdir(parents=True, exist_ok=True)
        (COHORT / path).write_bytes(content)


def _content(entry: Entry) -> bytes:
    if "text" in entry:
        return str(entry["text"]).encode()
    cells = tuple(_cells(entry))
    text = FORMS[entry.get("form", "clean")](cells, entry)
    damage = DAMAGES.get(entry.get("damage", ""))
    return damage(text.encode()) if damage else text.encode()


def _exercise(entry: Entry) -> str:
    return "/".join(str(entry["path"]).rsplit(".", 1)[0].split("/")[1:])


def _cells(entry: Entry) -> Iterator[Cell]:
    """The stub's cells with the learner's between, above and below them."""
    stub = json.loads((EXERCISES / f"{_exercise(entry)}.ipynb").read_text(encoding="utf-8"))
    answers = iter(entry.get("answers", ()))
    yield from _own(entry.get("first", ()), entry)
    for cell in stub["cells"]:
        text, code = "".join(cell["source"]), cell["cell_type"] == "code"
        filled = next(answers, None) if code and HOLE.search(text) else None
        given = Cell(code=code, text=text, name=cell["id"])
        yield from (_changed(given, entry),) if filled is None else _own(filled, entry)
    yield from _own(entry.get("last", ()), entry)


def _own(texts: list[str], entry: Entry) -> Iterator[Cell]:
    return (Cell(code=True, text=text.strip("\n"), name=entry["path"]) for text in texts)


def _changed(cell: Cell, entry: Entry) -> Cell:
    """A given cell as the learner left it."""
    for old, new in entry.get("changes", ()):
        if cell.code:
            cell = replace(cell, text=cell.text.replace(old, new))
    return cell


def _clean(cells: tuple[Cell, ...], entry: Entry) -> str:
    """A notebook that was filled in and saved, but not run."""
    return _notebook([_json_cell(cell, {"id": cell.id}) for cell in cells], entry, minor=5)


def _jupyter(cells: tuple[Cell, ...], entry: Entry) -> str:
    """A notebook that was run from top to bottom, not for the first time."""
    count = 1 + sha256(entry["path"].encode()).digest()[0] % 20
    ran = []
    for cell in cells:
        ran.append(_json_cell(cell, {"id": cell.id}))
        if cell.code:
            ran[-1] |= {"execution_count": count, "outputs": _outputs(cell, count, entry)}
            count += 1
    return _notebook(ran, entry, minor=5)


def _colab(cells: tuple[Cell, ...], entry: Entry) -> str:
    """A notebook as Colab saves it: no cell ids of the format's own, metadata of Colab's."""
    stamped = [
        _json_cell(cell, {}) | {"metadata": {"id": cell.id[:12], "colab": {"base_uri": "https://localhost:8080/"}}}
        for cell in cells
    ]
    return _notebook(stamped, entry, minor=0, colab={"provenance": [], "toc_visible": True}, accelerator="GPU")


def _json_cell(cell: Cell, more: Json) -> Json:
    kind: Json = {"cell_type": "code" if cell.code else "markdown", "metadata": {}, **more}
    run: Json = {"execution_count": None, "outputs": []} if cell.code else {}
    return kind | run | {"source": cell.text.splitlines(keepends=True)}


def _outputs(cell: Cell, count: int, entry: Entry) -> list[Json]:
    """What running the cell showed, as far as cohort.toml says."""
    shown = entry.get("outputs", {}).get(cell.text.split("\n", 1)[0])
    match (shown or "").split("error: "):
        case [""]:
            return []
        case [printed]:
            return [{"name": "stdout", "output_type": "stream", "text": printed.splitlines(keepends=True)}]
        case [_, error]:
            name, _, value = error.partition(": ")
            trace = [f"\x1b[31m{name}\x1b[39m", f"Cell \x1b[32mIn[{count}]\x1b[39m, line 1", f"{name}: {value}"]
            return [{"output_type": "error", "ename": name, "evalue": value, "traceback": trace}]
    raise ValueError(f"{entry['path']}: two errors in one cell")


def _notebook(cells: list[Json], entry: Entry, *, minor: int, **metadata: object) -> str:
    notebook = {
        "cells": cells,
        "metadata": {
            **metadata,
            "grader": {"exercise": _exercise(entry)},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "version": "3.12.4"},
        },
        "nbformat": 4,
        "nbformat_minor": minor,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _old(cells: tuple[Cell, ...], entry: Entry) -> str:
    """A notebook of format 3: worksheets, and code called input."""
    sheet = [
        {
            "cell_type": "code",
            "collapsed": False,
            "input": cell.text,
            "language": "python",
            "metadata": {},
            "outputs": [],
        }
        if cell.code
        else {"cell_type": "markdown", "metadata": {}, "source": cell.text}
        for cell in cells
    ]
    notebook = {
        "metadata": {"name": _exercise(entry).split("/")[1]},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": sheet, "metadata": {}}],
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _script(cells: tuple[Cell, ...], entry: Entry) -> str:
    """A percent script."""
    parts = [f"# exercise: {_exercise(entry)}"]
    parts += [f"# %%\n{cell.text}" if cell.code else f"# %% [markdown]\n{_commented(cell.text)}" for cell in cells]
    return "\n\n".join(parts) + "\n"


def _exported(cells: tuple[Cell, ...], entry: Entry) -> str:
    """A script as `jupyter nbconvert --to script` writes it, which knows of no exercise."""
    del entry
    parts = [f"# In[ ]:\n\n\n{cell.text}" if cell.code else _commented(cell.text) for cell in cells]
    return "#!/usr/bin/env python\n# coding: utf-8\n\n" + "\n\n\n".join(parts) + "\n"


def _commented(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))


def _junk(_: bytes) -> bytes:
    """64 KiB that are not text in any encoding."""
    return b"".join(sha256(number.to_bytes(4, "big")).digest() for number in range(2048))


FORMS: Final[Mapping[str, Callable[[tuple[Cell, ...], Entry], str]]] = {
    "clean": _clean,
    "jupyter": _jupyter,
    "colab": _colab,
    "old": _old,
    "script": _script,
    "exported": _exported,
}
DAMAGES: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "empty": lambda _: b"",
    "cut": lambda content: content[: len(content) // 2],
    "junk": _junk,
    "windows": lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"),
}

if __name__ == "__main__":
    main()
