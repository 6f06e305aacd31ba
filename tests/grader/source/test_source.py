"""Which code is given and which is the learner's, whatever became of the cells."""

import json
from pathlib import Path

import pytest

from grader.errors import SpecError
from grader.source.ownership import is_attempted, mark_answers
from grader.source.records import Damage, Source, SourceCell
from grader.source.source import exercise_of, fill, parse_source, read_source, reference_source, source_digest

IMPORT = "import tensorflow as tf\n\n\ndef sigmoid(x):\n    return 1 / (1 + tf.exp(-x))"
INPUTS = "tf.random.set_seed(7)\n\nx = tf.random.normal((1, 5))  # features\nb = tf.random.normal((1, 1))"
BLANK = "# the output\ny = ..."
SHOW = "print(y)"
ANSWER = "h = tf.reduce_sum(x) + b\ny = sigmoid(h)"

REFERENCE = f"""\
# exercise: 05_single_layer/neuron

# %% [markdown]
# # Title

# %%
{IMPORT}

# %%
{INPUTS}

# %%
# BEGIN SOLUTION
# BLANK: # the output
# BLANK: y = ...
{ANSWER}
# END SOLUTION

# %%
{SHOW}
"""


def source(*texts: str) -> Source:
    return Source(cells=tuple(SourceCell(text=text) for text in texts))


STUB = source(IMPORT, INPUTS, BLANK, SHOW)


def answers(handed_in: Source) -> tuple[str, ...]:
    """The cells that were marked as the learner's."""
    return tuple(cell.text for cell in mark_answers(handed_in, STUB).cells if cell.answer)


def given(handed_in: Source) -> str:
    """All other code, in one piece without white space."""
    cells = (cell.text for cell in mark_answers(handed_in, STUB).cells if not cell.answer)
    return "".join("".join(cells).split())


ALL_GIVEN = "".join((IMPORT + INPUTS + SHOW).split())

REARRANGED = {
    "as meant": (source(IMPORT, INPUTS, ANSWER, SHOW), (ANSWER,), ALL_GIVEN),
    "in two cells": (
        source(IMPORT, INPUTS, *ANSWER.split("\n"), SHOW),
        tuple(ANSWER.split("\n")),
        ALL_GIVEN,
    ),
    "merged with the inputs": (source(IMPORT, f"{INPUTS}\n\n{ANSWER}", SHOW), (ANSWER,), ALL_GIVEN),
    "merged with what follows": (source(IMPORT, INPUTS, f"{ANSWER}\n{SHOW}"), (ANSWER,), ALL_GIVEN),
    "all in one, as a plain script": (source(f"{IMPORT}\n{INPUTS}\n{ANSWER}\n{SHOW}\n"), (ANSWER,), ALL_GIVEN),
    "given cell split": (source(IMPORT, *INPUTS.split("\n\n"), ANSWER, SHOW), (ANSWER,), ALL_GIVEN),
    "given cell copied": (source(IMPORT, INPUTS, INPUTS, ANSWER), (ANSWER,), None),
    "given cell deleted": (source(IMPORT, ANSWER), (ANSWER,), "".join(IMPORT.split())),
    "reordered": (source(ANSWER, SHOW, INPUTS, IMPORT), (ANSWER,), None),
    "another comment": (source(IMPORT, INPUTS.replace("# features", "# my comment"), ANSWER), (ANSWER,), None),
    "other spacing": (
        source(IMPORT, INPUTS.replace(", ", ",").replace("\n\n", "\n\n\n") + "\n  \n", ANSWER),
        (ANSWER,),
        None,
    ),
    "below the blank": (source(IMPORT, INPUTS, BLANK, SHOW, ANSWER), (BLANK, ANSWER), ALL_GIVEN),
    "with an import": (
        source(IMPORT, INPUTS, f"import numpy as np\n\n{ANSWER}"),
        (f"import numpy as np\n\n{ANSWER}",),
        None,
    ),
    "with an import of the stub's": (
        source(IMPORT, INPUTS, f"import tensorflow as tf\n\n{ANSWER}"),
        (f"import tensorflow as tf\n\n{ANSWER}",),
        None,
    ),
    "a decorated function": (
        source(INPUTS + "\n@tf.function\ndef f(x):\n    return x"),
        ("@tf.function\ndef f(x):\n    return x",),
        None,
    ),
    "a changed input": (
        source(IMPORT, INPUTS.replace("set_seed(7)", "set_seed(8)")),
        ("tf.random.set_seed(8)",),
        None,
    ),
    "given and own on one line": (source(IMPORT, f"{SHOW}; y = 1"), (f"{SHOW}; y = 1",), None),
    "no Python": (source(IMPORT, INPUTS, f"{SHOW}\nthe answer is 42"), (f"{SHOW}\nthe answer is 42",), None),
    "magic before given code": (source(f"%matplotlib inline\n{IMPORT}", ANSWER), (ANSWER,), None),
    "help after given code": (source(f"{INPUTS}\ntf.exp?", ANSWER), (ANSWER,), None),
    "imports alone": (source("import numpy as np", IMPORT), ("import numpy as np",), None),
    "comments alone": (source("# nothing", IMPORT), (), None),
}


@pytest.mark.parametrize("case", REARRANGED)
def test_answers_are_found(case: str) -> None:
    """Wherever given and own statements ended up, the learner's are marked, and nothing of the given."""
    handed_in, expected, rest = REARRANGED[case]
    assert answers(handed_in) == expected
    assert rest is None or given(handed_in) == rest


def test_cutting_loses_no_line() -> None:
    """A cell that is cut still holds every line, comments too, in order."""
    whole = f"# first\n{INPUTS}\n# before\n{ANSWER}\n# after\n\n{SHOW}\n# last"
    marked = mark_answers(source(whole), STUB)
    assert [cell.answer for cell in marked.cells] == [False, True, False]
    assert [line for cell in marked.cells for line in cell.text.split("\n") if line] == [
        line for line in whole.split("\n") if line
    ]


@pytest.mark.parametrize(
    "untouched",
    [
        STUB,
        source(),
        source(IMPORT, INPUTS),
        source(IMPORT, INPUTS, "y = ...  # to do"),
        source(IMPORT, INPUTS, "# y = sigmoid(h)\n\ny=..."),
        source(f"{IMPORT}\n{INPUTS}\n{BLANK}\n{SHOW}"),
        source("import numpy as np", IMPORT, INPUTS, BLANK),
        source("%matplotlib inline", "tf.exp?", IMPORT, BLANK),
    ],
    ids=range(8),
)
def test_untouched_blank_is_not_an_attempt(untouched: Source) -> None:
    """A stub as it was shipped, but for comments, spacing, deleted cells and imports, is not attempted."""
    assert not is_attempted(untouched, STUB)


@pytest.mark.parametrize(
    "tried",
    [
        source(IMPORT, INPUTS, ANSWER),
        source(IMPORT, INPUTS, "h = 1\ny = ..."),
        source(IMPORT, INPUTS, BLANK, SHOW, "y = 1"),
        source("y = None"),
        source(IMPORT, INPUTS, "y = sigmoid("),
    ],
    ids=["answered", "half", "in a new cell", "given up", "not even Python"],
)
def test_any_statement_is_an_attempt(tried: Source) -> None:
    """One statement of the learner's own is an attempt, whether the blank is still there or not."""
    assert is_attempted(tried, STUB)


def test_a_blank_function_is_an_answer_as_a_whole() -> None:
    """Where the stub's hole is inside a function, the function is the learner's, and filling it is an attempt."""
    stub = source("def f(x):\n    return ...", "z: int = ...")
    assert not is_attempted(stub, stub)
    filled = source("def f(x):\n    return x", "z: int = ...")
    assert is_attempted(filled, stub)
    assert all(cell.answer for cell in mark_answers(filled, stub).cells)


def test_reference_knows_its_answers(tmp_path: Path) -> None:
    """A reference is read with its answer cell marked and without markers; text and header are not code."""
    path = tmp_path / "reference.py"
    path.write_text(REFERENCE, encoding="utf-8")
    reference = reference_source(path)
    assert [(cell.text, cell.answer) for cell in reference.cells] == [
        (IMPORT, False),
        (INPUTS, False),
        (ANSWER, True),
        (SHOW, False),
    ]
    assert reference.exercise == "05_single_layer/neuron"


def test_fill_is_read_as_a_learner_would_be() -> None:
    """A fragment stands where the answer stood, is the only answer, and counts as an attempt."""
    filled = fill(REFERENCE, "# fails: value\ny = sigmoid(tf.reduce_sum(x))\n")
    assert [cell.text for cell in filled.cells if cell.answer] == ["y = sigmoid(tf.reduce_sum(x))"]
    assert len(filled.cells) == len(STUB.cells)
    assert is_attempted(filled, STUB)


def test_fill_names_the_fragment() -> None:
    """A fragment that no learner could hand in is the instructor's mistake, with the fragment's name."""
    with pytest.raises(SpecError, match=r"^wrong/junk\.py: The file contains binary data"):
        fill(REFERENCE, "y = '\x01'", name="wrong/junk.py")


def test_read_goes_by_the_name(tmp_path: Path) -> None:
    """A file called .py, in any case, is a script, and any other is a notebook."""
    script = tmp_path / "Answer.PY"
    script.write_text(REFERENCE, encoding="utf-8")
    assert exercise_of(script) == "05_single_layer/neuron"
    notebook = tmp_path / "answer.ipynb"
    cell = {"cell_type": "code", "source": ANSWER}
    notebook.write_text(json.dumps({"cells": [cell], "nbformat": 4, "metadata": {}}), encoding="utf-8")
    assert read_source(notebook) == source(ANSWER)
    assert exercise_of(notebook) is None


def test_what_is_not_a_file_is_damage(tmp_path: Path) -> None:
    """A folder, a missing file, a link to nowhere and one to itself are `Damage`, and name no exercise."""
    nowhere, loop = tmp_path / "nowhere.ipynb", tmp_path / "loop.ipynb"
    nowhere.symlink_to(tmp_path / "missing")
    loop.symlink_to(loop)
    for path in (tmp_path, tmp_path / "missing.ipynb", nowhere, loop, Path("a\0b")):
        assert read_source(path) == Damage(message="This is not a file. Please hand in the notebook itself.")
        assert exercise_of(path) is None


def test_what_cannot_be_opened_is_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the system refuses to open is `Damage` with the system's reason."""
    path = tmp_path / "locked.ipynb"
    path.touch()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert read_source(path) == Damage(message="The file can't be opened (Permission denied). Please try again.")


HOSTILE = {
    "parentheses": "(" * 50_000,
    "minus": "-" * 90_000 + "1",
    "sum": "1" + "+1" * 90_000,
    "attributes": "a" + ".a" * 90_000,
    "calls": "f(" * 900 + ")" * 900,
    "lambdas": "lambda:" * 20_000 + "1",
    "blank lines": "x" + "\n" * 150_000 + "y",
    "blanks": "x\n" + " " * 150_000 + "y",
    "quotes": "'''" + "a" * 150_000,
    "escapes": r"a = '\d'",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_code_is_read(kind: str) -> None:
    """Code made to break a parser is the learner's, is an attempt, and neither raises nor warns."""
    handed_in = parse_source(HOSTILE[kind].encode(), script=True)
    assert isinstance(handed_in, Source)
    assert answers(handed_in) == (HOSTILE[kind],)
    assert is_attempted(handed_in, STUB)


def test_the_digest_is_of_the_code() -> None:
    """Comment lines and empty lines are not what a source does; any other line is."""
    one = Source(cells=(SourceCell(text="x = 1\ny = 2"),))
    same = Source(cells=(SourceCell(text="# a comment\nx = 1   \n\n  # and another\ny = 2\n"),))
    other = Source(cells=(SourceCell(text="x = 1\n    y = 2"),))

    assert source_digest(one) == source_digest(same) != source_digest(other)


def test_each_cell_knows_the_heading_above_it() -> None:
    """The nearest one counts, as a reader sees it; a comment in a block of code is none."""
    texts = ["Hello\n## 1 *Data*\n```\n# no\n```\n#no\n####### no", "# `A` #\n### Your task"]
    cells = [("code", "a = 1"), ("markdown", texts[0]), ("code", "b = 1"), ("code", "c = 1"), ("markdown", texts[1])]
    told = [{"cell_type": kind, "source": text} for kind, text in [*cells, ("code", " "), ("code", "d = 1")]]

    source = parse_source(json.dumps({"nbformat": 4, "nbformat_minor": 4, "cells": told}).encode(), script=False)

    assert isinstance(source, Source)
    assert source.headings == ("", "1 Data", "1 Data", "Your task")
    assert [cell.first for cell in source.cells] == [0, 0, 0, 0]


def test_each_cell_of_a_script_knows_its_line() -> None:
    """It is the one that an editor shows, whatever comes before the first cell."""
    text = "# ---\n# a: b\n# ---\n# exercise: 01/sum\n\nx = 1\n# %% [markdown]\n# # Task\n# %%\n\n\ny = 2\n"

    source = parse_source(text.encode(), script=True)

    assert isinstance(source, Source)
    lines = text.split("\n")
    assert [(lines[cell.first - 1], cell.text) for cell in source.cells] == [("x = 1", "x = 1"), ("y = 2", "y = 2")]
    assert source.headings == ("", "Task")
