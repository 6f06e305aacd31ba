"""Causes that an error shows: true messages name them, and they say nothing if something explains the error better."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from re import _constants as opcodes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from grader.errors import SpecError
from grader.evidence import Other
from grader.judging import causes
from grader.judging.causes import Cause, package_causes
from grader.judging.causes.diagnosing import diagnose
from grader.judging.causes.error_rules import MOST_WORD, cause_of_error
from grader.judging.causes.facts import Facts
from grader.model import CellError, CellRun, Criterion
from grader.source.migration_advice import advice
from tests.diagnosis.test_rules import LAYERS, RIGHT, VALUE, WANTED, code, evidence, facts, model

CAUSES = package_causes().causes
SHOWN = {name: one for name, one in CAUSES.items() if one.errors}
ERRORS = tomllib.loads((Path(__file__).parent / "errors.toml").read_text(encoding="utf-8"))["error"]
RAISE = """
import codeop, contextlib, json, os, sys, traceback
os.environ["MPLBACKEND"] = "Agg"
import matplotlib.pyplot as plt, numpy as np, tensorflow as tf, tensorflow_datasets as tfds
found, flags = [], codeop.Compile().flags  # as IPython reads a cell
for text in json.load(sys.stdin):
    try:
        with contextlib.redirect_stdout(sys.stderr):
            exec(compile(text, "<cell>", "exec", flags, True), dict(tf=tf, np=np, plt=plt, tfds=tfds, keras=tf.keras))
        found.append(["", "", 0])
    except SyntaxError as error:
        found.append([type(error).__name__, error.msg, error.lineno])
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        found.append([type(error).__name__, str(error), next(f.lineno for f in frames if f.filename == "<cell>")])
json.dump(found, sys.stdout)
"""


def crashed(source: str, name: str, message: str, line: int | None, task: str = "") -> Facts:
    """The facts of an answer whose one cell raised."""
    found = facts(evidence(y=Other(kind="object")), RIGHT, VALUE, solution=task, given=task)
    error = CellError(name=name, message=message, traceback="", line=line, advice=advice(name, message))
    return replace(found, run=replace(found.run, cells=(CellRun(source=source, answer=True, error=error),)))


def named(found: Facts) -> list[str]:
    return [one.rule for one in diagnose(found, package_causes())]


def of_entry(one: Mapping[str, Any]) -> Facts:
    return crashed(one["code"], one["name"], one["message"], one["line"], one.get("task", ""))


@pytest.mark.parametrize("one", ERRORS, ids=lambda one: f"{one['cause']}: {one['message'][:40]}")
def test_a_true_message_names_its_cause(one: dict[str, Any]) -> None:
    """And no other; the place is the line that raised, in the words for its author."""
    found = of_entry(one)
    (diagnosis,) = diagnose(found, package_causes())

    assert diagnosis.rule == one["cause"]
    assert diagnosis.where == found.run.cells[0].place(1, one["line"])
    assert diagnosis.where in diagnosis.message


def test_each_pattern_has_a_true_message() -> None:
    """A pattern that no message has was made up."""
    alone = ((name, pattern, replace(one, errors=(pattern,))) for name, one in SHOWN.items() for pattern in one.errors)
    unseen = [
        (name, pattern)
        for name, pattern, cause in alone
        if not any(cause_of_error(of_entry(one), [cause]) for one in ERRORS if one["cause"] == name)
    ]

    assert unseen == []


def _repeats(pattern: Any) -> int:
    """How many repeats without a limit may go back; two in one another count for many."""
    count = 0
    for code_, value in pattern:
        if code_ in {opcodes.MAX_REPEAT, opcodes.MIN_REPEAT} and value[1] == opcodes.MAXREPEAT:
            count += 1 + 9 * _repeats(value[2])
        parts = value if isinstance(value, tuple | list) else [value]
        for part in parts:
            for inner in part if isinstance(part, list) else [part]:
                count += _repeats(inner) if isinstance(inner, parser.SubPattern) else 0
    return count


@pytest.mark.parametrize("cause", SHOWN.values(), ids=SHOWN)
def test_a_pattern_takes_no_more_than_a_few_steps_for_each_character(cause: Cause) -> None:
    """A learner writes the message. What may go back must be bounded, or be the only one."""
    texts = [text for one in cause.errors for text in (one.name, one.message, one.line)]

    assert [text for text in texts if _repeats(parser.parse(text)) > 1] == []
    assert _repeats(parser.parse(r"(?:a+)+")) > 1
    assert _repeats(parser.parse(r"a*b*")) > 1
    assert _repeats(parser.parse(r"a*+b++c{0,9}")) == 0


@pytest.mark.parametrize("cause", SHOWN.values(), ids=SHOWN)
def test_the_words_of_a_cause_are_groups_of_each_pattern(cause: Cause) -> None:
    """Or what the code adds to them: the place, and a name that is nearly equal."""
    for one in cause.errors:
        groups = {*re.compile(one.message).groupindex, *re.compile(one.line).groupindex}
        near = {"near"} if groups & {"attribute", "choice", "name"} else set()

        assert cause.words <= groups | near | {"where"}


LIST_ERROR = ("TypeError", "unsupported operand type(s) for /: 'list' and 'float'", 1)


def test_what_an_error_may_bring_about_is_not_named_beside_it() -> None:
    """A layer is missing because the line that adds it raises, also if nothing is known of the error."""
    short = facts(evidence(m=model(*WANTED[:-1])), evidence(m=model(*WANTED)), LAYERS)
    known = crashed("m.add([1, 2] / 2.0)", *LIST_ERROR).run.cells
    odd = crashed("m.add(3)", "OddError", "who knows", 1).run.cells

    assert [named(replace(short, run=replace(short.run, cells=cells))) for cells in ((), known, odd)] == [
        ["layer_missing"],
        ["list_computed"],
        [],
    ]


def test_a_cause_that_explains_an_error_speaks_in_its_place() -> None:
    """Here a function without `return`, whose result is None."""
    answer = "def f(x):\n    h = x * 2\ny = f(features)"
    message = "unsupported operand type(s) for *: 'NoneType' and 'float'"
    found = crashed(f"{answer}\nz = y * 2.0", "TypeError", message, 4)
    empty = replace(found.run, evidence=evidence(y=Other(kind="NoneType")))

    assert named(found) == ["none_computed"]
    assert named(replace(found, answer=code(answer), run=empty)) == ["returns_nothing"]


def test_what_follows_from_errors_may_explain_one_that_says_so() -> None:
    """`evaluate` gives one number because the model was compiled without metrics."""
    answer = "m.compile('adam', 'mse')\nloss, accuracy = m.evaluate(data)"
    solution = "m.compile('adam', 'mse', metrics=['accuracy'])\nloss, accuracy = m.evaluate(data)"
    criterion = Criterion(id="c", title="", check="compiled_with", params={"of": "m", "parts": ["metrics"]})
    seen = evidence(m=Other(kind="model"))
    own = facts(seen, seen, criterion, answer=answer, solution=solution)
    error = CellError(name="TypeError", message="cannot unpack non-iterable float object", traceback="", line=2)
    cells = (CellRun(source=answer, answer=True, error=error),)

    assert "metrics_missing" in SHOWN["unpacked_no_pair"].after
    assert named(replace(own, run=replace(own.run, cells=cells))) == ["metrics_missing"]


def test_only_the_first_error_of_the_learners_own_cells_counts() -> None:
    """A given cell raises because of it, and later cells, too."""
    found = crashed("y = [1, 2] / 2.0", *LIST_ERROR)
    (own,) = found.run.cells
    error = CellError(name="ZeroDivisionError", message="division by zero", traceback="", line=1)
    given, later = (replace(own, answer=answer, error=error) for answer in (False, True))

    assert named(replace(found, run=replace(found.run, cells=(given, own, later)))) == ["list_computed"]
    assert named(replace(found, run=replace(found.run, cells=(given,)))) == []


def test_an_error_that_has_advice_is_left_to_it() -> None:
    """The page shows why code of an older TensorFlow raises today."""
    assert named(crashed("h.history['acc']", "KeyError", "'acc'", 1)) == []
    assert named(crashed("h.history['accuracy']", "KeyError", "'accuracy'", 1)) == ["key_unknown"]


def test_words_of_a_message_are_cut_and_made_visible() -> None:
    """A learner may raise what he likes."""
    long, odd = (f"File not found: filepath={name}.keras. Please ensure" for name in ("q" * 70, "a`\u202eb"))
    messages = [diagnose(crashed("raise", "ValueError", one, 1), package_causes())[0].message for one in (long, odd)]

    assert messages[0].count("q") == MOST_WORD
    assert "`a'[U+202E]b.keras`" in messages[1]


CALLED = """---------------------------------------------------------------------------
ValueError                                Traceback (most recent call last)
Cell In[5], line 1
----> 1 y = f(features)

Cell In[4], line 3, in f(a)
      1 def f(a):
      2     b = a + 1
----> 3     return b + None

File /opt/constant_op.py:108, in convert_to_eager_tensor(value, ctx, dtype)
    106     dtype = dtypes.as_dtype(dtype).as_datatype_enum
--> 108 return ops.EagerTensor(value, ctx.device_name, dtype)
"""
TRACED = """Cell In[5], line 1
----> 1 y = f(features)

File /opt/api.py:693, in convert.<locals>.decorator.<locals>.wrapper(*args, **kwargs)
--> 693     raise e.ag_error_metadata.to_exception(e)

ValueError: in user code:

    File "/tmp/ipykernel_1/2576011526.py", line 3, in f  *
        return b + None
"""


@pytest.mark.parametrize("traceback", [CALLED, TRACED])
def test_the_place_is_the_innermost_line_of_the_learners_own(traceback: str) -> None:
    """Not the call that leads there, not a line of a library, and not a line with a different text."""
    message = "Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a Tensor."
    found = crashed("y = f(features)", "ValueError", message, 1)
    (own,) = found.run.cells
    error = replace(own.error, traceback=traceback) if own.error else None
    function = replace(own, source="def f(a):\n    b = a + 1\n    return b + None", error=None)

    def where(function: CellRun) -> str:
        cells = (function, replace(own, error=error))
        return diagnose(replace(found, run=replace(found.run, cells=cells)), package_causes())[0].where

    assert where(function) == "line 3 (`return b + None`)"
    assert where(replace(function, answer=False)) == "line 1 (`y = f(features)`)"
    assert where(replace(function, source="\n\nreturn b")) == "line 1 (`y = f(features)`)"


def test_a_line_is_quoted_and_a_missing_one_is_not_needed() -> None:
    """An error of which no line is known still names its cause, at its cell."""
    (found,) = diagnose(crashed("if x\n    y = 1", "SyntaxError", "expected ':'", 1), package_causes())
    (without,) = diagnose(crashed("if x\n    y = 1", "SyntaxError", "expected ':'", None), package_causes())

    assert found.message == "It looks as if a colon is missing in line 1 (`if x`)."
    assert without.rule == "colon_missing"


@pytest.mark.parametrize(("key", "value"), [("message", "("), ("line", "[")])
def test_a_pattern_that_is_no_regular_expression_is_found_when_the_file_is_read(
    key: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names the cause and the key."""
    path = tmp_path / "causes.toml"
    error = {"name": "E", "message": "m", key: value}
    spelled = ", ".join(f"{name} = '{text}'" for name, text in error.items())
    path.write_text(f"[a]\nmessage = 'b'\nask = 'c?'\ntip = 'd'\nfix = 'e'\nerrors = [{{ {spelled} }}]\n")
    monkeypatch.setattr(causes, "as_file", lambda _: nullcontext(path))

    with pytest.raises(SpecError, match=r"cause 'a': key 'errors': has '.', and that is no regular expression"):
        package_causes.__wrapped__()


@pytest.mark.corpus
def test_the_messages_are_those_of_the_installed_versions() -> None:
    """Each piece of code raises now what names the same cause."""
    texts = json.dumps([one["code"] for one in ERRORS])
    run = subprocess.run([sys.executable, "-c", RAISE], input=texts, capture_output=True, text=True, check=True)
    now = [
        named(of_entry(one | {"name": name, "message": re.sub(r"\x1b\[\d*m", "", message)[:2000], "line": line}))
        for one, (name, message, line) in zip(ERRORS, json.loads(run.stdout), strict=True)
    ]

    assert now == [[one["cause"]] for one in ERRORS]
