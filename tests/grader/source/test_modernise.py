"""Old code is spelled as today, line by line, and nothing else is touched."""

import ast
import runpy
from pathlib import Path
from typing import Any

import pytest

from grader.source.modernise import modernise
from grader.source.records import ChangeKind

OLD: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "old_code.py"))
SETUP: str = OLD["SETUP"]
EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = OLD["EXAMPLES"]
PAIRS = [pair for pairs in EXAMPLES.values() for pair in pairs]


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=[old for old, _ in PAIRS])
def test_old_code_runs_as_it_is_spelled_today(old: str, new: str) -> None:
    """The meaning is the expected one, no line moves, and each changed line is reported with the line as it ran."""
    _, moved = modernise([SETUP, old])

    assert ast.dump(ast.parse(moved.text)) == ast.dump(ast.parse(new))
    assert moved.text.count("\n") == old.count("\n")
    assert moved.changes
    for change in moved.changes:
        line = change.line
        assert change.kind is ChangeKind.MODERNISED
        assert line
        assert moved.text.split("\n")[line - 1].strip() in change.sentence
        assert moved.text.split("\n")[line - 1] != old.split("\n")[line - 1]


EVERYWHERE = "from tensorflow.keras.models import load_model as again\nfrom tensorflow_datasets import Split as Part"
LATER = ("m = again('folder')", "parts = Part.TRAIN + Part.TEST", "m = again(path)\n", "y = tf.log(x)", "y = x.log()")


@pytest.mark.parametrize("cells", [*([SETUP, old] for old, _ in PAIRS), *([EVERYWHERE, one] for one in LATER)])
def test_a_cell_that_is_passed_over_has_nothing_for_a_rule(cells: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each cell comes out as it does where every rule looks at all of them."""
    found = modernise(cells)
    monkeypatch.setattr("grader.source.modernise.mentioned_names", lambda _: frozenset(["lr"]))

    assert modernise(cells) == found


@pytest.mark.parametrize("rule", EXAMPLES)
def test_each_rule_has_five_examples(rule: str) -> None:
    """No rule rests on one spelling alone."""
    assert len(EXAMPLES[rule]) >= 5


@pytest.mark.parametrize("text", OLD["UNTOUCHED"])
def test_code_of_today_is_left_alone(text: str) -> None:
    """Whatever runs today, or is the learner's own, runs as it is written."""
    _, moved = modernise([SETUP, text])

    assert (moved.text, moved.changes) == (text, ())


@pytest.mark.parametrize("new", [new for _, new in PAIRS])
def test_what_comes_out_is_left_alone(new: str) -> None:
    """Rewriting what was rewritten changes nothing."""
    assert modernise([SETUP, new])[1].text == new


@pytest.mark.parametrize(
    "text", ["x = (", "", "%%time\nmodel.fit_generator(", "\0", "(" * 5000, "x = 'ä'; y = np.float(1)  # ö"]
)
def test_any_text_is_survived(text: str) -> None:
    """What is not Python stays as it is, and letters of several bytes shift nothing."""
    assert modernise([text])[0].text == text.replace("np.float", "float")


def test_magic_lines_stay() -> None:
    """IPython's own lines are kept unchanged beside a line that changes."""
    text = "%matplotlib inline\nc = np.int(2)\n!ls\ntf.exp?"

    assert modernise([text])[0].text == text.replace("np.int", "int")


def test_names_go_by_what_was_imported() -> None:
    """Another name for a module is followed, and a module that was never imported is imported in place."""
    first, second = modernise(
        ["import numpy as n\nimport tensorflow as t\na = n.float(1); t.set_random_seed(3)", "n.int(2)"]
    )

    assert first.text.endswith("a = float(1); t.random.set_seed(3)")
    assert second.text == "int(2)"
