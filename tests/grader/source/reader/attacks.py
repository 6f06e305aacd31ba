"""Files that attack whatever reads them: the class "text" of the attacks, each with what it must come to.

They are made here, not kept: most are large. Those that grow with a number, to see how fast, are in
`tests.bench.hostile_text`.
"""

import codecs
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

READ = ""
"""It is code, for a kernel to run."""
TOO_LARGE = "larger than 20 MiB"
TOO_MANY_CELLS = "more than 10,000 cells"
TOO_MANY_TEXTS = "more than 1,250,000 strings"
TOO_MUCH = "more than 1,000 cells or 200,000 characters of code"
TOO_LONG = "more than 2,000,000 characters"
TOO_MANY = "more than 500,000 lists and objects"
BINARY = "binary data"
EMPTY = "The file is empty"
BROKEN = "not a complete notebook"
NEVER_SAVED = "not a notebook that Jupyter could have saved"
NO_NOTEBOOK = "contains data, but no notebook"
MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One file."""

    made: Callable[[], bytes]
    script: bool = True
    comes_to: str = READ
    """Words of the sentence to its learner; empty where it can be read."""


def _script(text: str | Callable[[], str], comes_to: str = READ) -> Attack:
    return Attack(made=lambda: _encoded(text), comes_to=comes_to)


def _bytes(made: Callable[[], bytes], comes_to: str = READ, *, script: bool = True) -> Attack:
    return Attack(made=made, script=script, comes_to=comes_to)


def _cells(*cells: object, comes_to: str = READ, **more: Any) -> Attack:
    """A notebook of these cells."""
    notebook = {"cells": list(cells), "nbformat": 4, "nbformat_minor": 5, "metadata": {}} | more
    return Attack(made=lambda: json.dumps(notebook).encode(), script=False, comes_to=comes_to)


def _json(text: str | Callable[[], str], comes_to: str = READ) -> Attack:
    return Attack(made=lambda: _encoded(text), script=False, comes_to=comes_to)


def _encoded(text: str | Callable[[], str]) -> bytes:
    return (text if isinstance(text, str) else text()).encode(errors="surrogatepass")


def _code(text: object) -> dict[str, object]:
    return {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": 1, "source": text}


def _prose(text: object) -> dict[str, object]:
    return {"cell_type": "markdown", "id": "b", "metadata": {}, "source": text}


def _nested(levels: int) -> str:
    return "".join(f"{' ' * level}if x:\n" for level in range(levels)) + " " * levels + "pass\n"


SPLITS = "import tensorflow_datasets as tfds\n"
PARSERS: Mapping[str, Attack] = {
    "a literal of 5,000 digits": _script("x = " + "9" * 5_000),
    "a literal of 150,000 hexadecimal digits": _script("x = 0x" + "9" * 150_000),
    "a literal of 50,000 hexadecimal digits": _script("x = 0x" + "9" * 50_000),
    "a share of 50,000 hexadecimal digits": _script(
        f"{SPLITS}x = tfds.Split.TRAIN.subsplit(tfds.percent[:0x{'9' * 50_000}])"
    ),
    "weights of 50,000 hexadecimal digits": _script(f"{SPLITS}x = tfds.Split.TRAIN.subsplit([0x{'9' * 50_000}, 1])"),
    "a floating number of 150,000 digits": _script("x = 1." + "9" * 150_000),
    "3,000 elifs": _script("x = 1\nif x:\n    pass\n" + "elif x:\n    pass\n" * 3_000),
    "a sum of 900 terms": _script("x = " + "+".join(["1"] * 900)),
    "a conditional of 900 terms": _script("x = " + "1 if y else " * 900 + "2"),
    "180 KB of sums": _script("x = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8\n" * 5_300),
    "100,000 minus signs": _script("x = " + "-" * 100_000 + "1"),
    "190,000 opening brackets": _script("(" * 190_000),
    "an attribute chain of 90,000": _script("x" + ".a" * 90_000),
    "a call chain of 400": _script("x" + ".a()" * 400),
    "140 blocks in one another": _script(_nested(90)),
    "lambdas in one another": _script("x = " + "lambda: " * 1_000 + "1"),
    "comprehensions in one another": _script("x = " + "[" * 180 + "1" + " for a in b]" * 180),
    "20,000 decorators": _script("@a\n" * 20_000 + "def f(): pass"),
    "20,000 targets": _script("a = " * 20_000 + "1"),
    "3,000 cases": _script("match x:\n" + "    case 1: pass\n" * 3_000),
    "10,000 reassignments": _script("x = x\n" * 10_000),
    "paths crossed 3,000 times": _script("p = str(q) + p\nq = str(p) + q\n" * 2_000 + "model.save(p)\n"),
    "30,000 uses of np.Inf": _script("import numpy as np\n" + "np.Inf\n" * 27_000),
    "one f-string of 190 KB": _script("x = f'" + "{a}" * 60_000 + "'"),
    "braces of an f-string": _script("x = f'" + "{" * 150_000 + "'"),
    "an f-string in its own format, 100 deep": _script("x = f'" + "{a:" * 100 + "}" * 100 + "'"),
    "a name that grows as it is read": _script("\N{LATIN SMALL LIGATURE FFI}" * 60_000 + " = 1"),
    "10,000 names of characters": _script("x = '" + r"\N{BULLET}" * 10_000 + "'"),
    "190 KB of quotes": _script('"' * 190_000),
    "900 KB of quotes": _script(lambda: '"' * 900_000, TOO_MUCH),
    "190 KB of quotes in lines": _script('"""a"""b\n' * 20_000),
    "190 KB of text like paths": _script("x = '" + "/a" * 90_000 + "'"),
    "900 KB of text like paths": _script(lambda: "x = '" + "/a" * 450_000 + "'", TOO_MUCH),
    "190,000 blank lines": _script("x = 1\n" + "\n" * 190_000 + "y = 2"),
    "10 MB of blank lines": _script(lambda: "\n" * 10_000_000 + "x = 1", TOO_LONG),
    "190,000 backslashes": _script("x = 1 + \\\n" + "\\\n" * 90_000 + "1"),
    "190,000 form feeds": _script("\f" * 190_000 + "x = 1"),
    "a line of 190,000 tabs": _script("\t" * 190_000 + "x = 1"),
    "190,000 question marks": _script("?" * 190_000),
    "20,000 magic lines": _script("%time x\n" * 20_000),
    "text of 190 KB among code": _script("x = (\n" + "this is a line of words\n" * 8_000),
    "lists of 190 KB among code": _script("x = (\n" + "- a line of words\n" * 10_000),
    "1,000 cells that open a bracket": _script("# %%\nx = (\n" * 1_000),
    "20 MiB of marks of cells": _script(lambda: "# %%\n" * 4_000_000, TOO_LONG),
    "20 MiB of header": _script(lambda: "# ---\n" + "# a\n" * 5_000_000, TOO_LONG),
    "2 MB of header": _script(lambda: "# ---\n" + "# a\n" * 490_000, TOO_MUCH),
    "the codec of another planet": _script("# -*- coding: punycode -*-\nx = 1"),
    "statements of a future Python": _script(
        "from __future__ import braces\nfrom __future__ import barry_as_FLUFL\nx = 1 <> 2"
    ),
}
BYTES: Mapping[str, Attack] = {
    "60 MiB": _bytes(lambda: b"x = 1\n" * (10 * MIB), TOO_LARGE),
    "64 MiB of nothing": _bytes(lambda: bytes(64 * MIB), TOO_LARGE),
    "20 MiB of NULs": _bytes(lambda: bytes(20 * MIB), EMPTY),
    "NULs between letters": _bytes(lambda: b"x\0\0= 1\0\0\n" * 10_000),
    "a mark of UTF-16 alone": _bytes(lambda: codecs.BOM_UTF16_LE, EMPTY),
    "UTF-16 of an odd length": _bytes(lambda: codecs.BOM_UTF16_LE + "x = 1".encode("UTF-16-LE") + b"\0"),
    "UTF-16 of halves of characters": _bytes(lambda: codecs.BOM_UTF16_LE + b"\0\xd8" * 60_000),
    "UTF-16 without a mark": _bytes(lambda: "x = 1\n".encode("UTF-16-LE") * 1_000),
    "UTF-32 beyond all characters": _bytes(lambda: codecs.BOM_UTF32_LE + b"\xff\xff\xff\x7f" * 60_000),
    "20 MiB of UTF-32": _bytes(lambda: codecs.BOM_UTF32_BE + "x".encode("UTF-32-BE") * (5 * MIB - 1), TOO_LONG),
    "60,000 marks": _bytes(lambda: codecs.BOM_UTF8 * 60_000),
    "bytes of a program": _bytes(lambda: b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 1_000, BINARY),
    "bytes of an archive": _bytes(lambda: b"PK\x03\x04" + bytes(range(1, 256)) * 1_000, BROKEN, script=False),
    "characters that turn a line around": _script("x = 1 # \u202e\u2066\u2069\n" * 5_000),
    "halves of characters in a script": _script("x = '\ud800'"),
    "terminal codes in code": _script("x = '\x1b[2J\x9b2J'"),
    "names without a shape": _script("\u3164 = \uffa0 = \u115f = 1"),
}
NOTEBOOKS: Mapping[str, Attack] = {
    "20 MiB of empty cells": _json(lambda: '{"cells": [' + "{}," * (6 * MIB) + "{}]}", TOO_MANY),
    "490,000 empty cells": _json(lambda: '{"cells": [' + "{}," * 490_000 + '{}], "nbformat": 4}', TOO_MANY_CELLS),
    "9,000 empty cells": _json('{"cells": [' + "{}," * 9_000 + '{}], "nbformat": 4}'),
    "2,000 cells": _cells(*[_code("x = 1")] * 2_000, comes_to=TOO_MUCH),
    "20 MiB of numbers for cells": _json(lambda: '{"cells": [' + "1," * (9 * MIB) + "1]}", TOO_MANY_CELLS),
    "20 MiB of numbers": _json(lambda: '{"cells": [], "x": [' + "999," * (4 * MIB) + "1.5," * (MIB - 99) + "1]}"),
    "20 MiB of texts": _json(lambda: '{"cells": [], "x": [' + '"ab",' * (4 * MIB - 99) + "1]}", TOO_MANY_TEXTS),
    "a million texts": _json(lambda: '{"cells": [], "x": [' + ",".join(f'"{one:013}"' for one in range(MIB)) + "]}"),
    "20 MiB of one output, and one large character": _json(
        lambda: '{"cells": [{"outputs": ["' + "x" * (20 * MIB - 99) + '\N{ROLLING ON THE FLOOR LAUGHING}"]}]}\n'
    ),
    "5,000,000 lists in one another": _json(lambda: '{"cells": ' + "[" * 5_000_000, TOO_MANY),
    "400,000 lists in one another": _json(lambda: '{"cells": ' + "[" * 400_000, NEVER_SAVED),
    "900 lists in one another": _json('{"cells": ' + "[" * 900 + "]" * 900 + "}"),
    "a count of 5,000 digits": _json('{"cells": [{"execution_count": ' + "9" * 5_000 + "}]}", NEVER_SAVED),
    "a format of 400 digits": _json('{"cells": [], "nbformat": ' + "9" * 400 + "}"),
    "numbers that JSON has not": _json('{"cells": [], "nbformat": NaN, "x": [Infinity, -Infinity, 1e999]}'),
    "a million equal keys": _json(lambda: "{" + '"cells": 1, ' * MIB + '"cells": []}'),
    "a million keys": _json(lambda: "{" + "".join(f'"{key}":1,' for key in range(MIB)) + '"cells": []}'),
    "cells that are no list": _json('{"cells": {"source": "x = 1"}, "nbformat": 4}', NO_NOTEBOOK),
    "sources that are no text": _cells(_code(1), _code([1, None]), _code({"a": "b"}), _code(["x", ["y"]])),
    "a cell of halves of characters": _cells(_code("x = '\ud800\udfff\ud800'")),
    "a cell of NULs": _cells(_code("x\0 = 1" * 10_000)),
    "it breaks off in half a character": _json(r'{"cells": [{"cell_type": "code", "source": "output = 1\ny = \ud83d'),
    "it breaks off in a letter": _bytes(
        lambda: b'{"cells": [{"cell_type": "code", "source": "output = 1\\n\xe2\x82', script=False
    ),
    "it breaks off after 400,000 objects": _json(
        lambda: '{"cells": [' + "{}," * 400_000 + '{"cell_type', TOO_MANY_CELLS
    ),
    "it breaks off after 9,000 cells": _json(
        '{"cells": [' + '{"cell_type": "code", "source": "x"},' * 9_000 + '{"cell_type', TOO_MUCH
    ),
    "it breaks off in a line of 190 KB": _json(
        '{"cells": [{"cell_type": "code", "source": ["' + r"\\" * 90_000, BROKEN
    ),
    "it breaks off in 150,000 lines": _json(
        lambda: (
            '{"cells": [{"cell_type": "code", "source": "output = 1"},'
            '{"cell_type": "code", "source": [' + '"a\\n",' * 90_000 + '"a'
        )
    ),
    "a second notebook after the first": _json(lambda: '{"cells": [], "nbformat": 4}' + '{"cells": []}' * 100_000),
    "20 MiB of blanks": _json(lambda: '{"cells": []' + " " * (19 * MIB) + "}"),
    "sheets of sheets": _json('{"worksheets": [' + '{"cells": [{"input": "x"}]},' * 900 + '{"cells": 1}]}'),
    "30,000 fences": _cells(_prose("```\n" * 30_000)),
    "one fence that never closes": _cells(_prose("```python\n" + "x = 1\n" * 30_000)),
    "1,000 fences of code": _cells(_prose("```python\nx = 1\n```\n" * 9_000)),
    "900 cells of text that is code": _cells(*[_prose("y = 1\n" * 30)] * 900),
    "an exercise of 190 KB": _cells(_code("x = 1"), metadata={"grader": {"exercise": "a" * 190_000 + "/b"}}),
    "a notebook that is called a script": _bytes(lambda: b'{"cells": [' + b"{}," * 400_000 + b"{}]}", TOO_MANY_CELLS),
}
ATTACKS: Mapping[str, Attack] = {**PARSERS, **BYTES, **NOTEBOOKS}
