"""No answer to any exercise is in what the grader ships: its docstrings, comments, strings, manual and examples.

An edition holds the grader's wheel. So what lies in the packages is looked through by what it computes, however its
variables are named and wherever it stands. Stubs and hints are the course's own, and say what they say on purpose.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from grader.source.source import fill
from tests.answer_forms import forms_in, parsed, telling_forms

ROOT = Path(__file__).parents[1]
TEXTS = {".py", ".md", ".txt", ".toml", ".json", ".html", ".ts", ".css", ".sh", ""}
OUR_OWN = {"grader/judging/checks/training.py": ["solutions/10_softmax/softmax/accepted/numpy.py"]}
"""A check that turns scores into probabilities computes what any book says, with NumPy."""
ANSWER = "tf.reduce_sum(features * weights) + bias"


@cache
def answers() -> dict[str, set[str]]:
    """Each right answer, by its file, as the telling forms in its blanks that no stub shows."""
    shown = set().union(*map(_forms_of_stub, ROOT.glob("exercises/*/*.ipynb")))
    return {name: forms - shown for name, forms in _of_references()}


def _forms_of_stub(path: Path) -> set[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return set().union(*(forms_in("".join(cell["source"])) for cell in cells))


def _of_references() -> Iterator[tuple[str, set[str]]]:
    for path in sorted(ROOT.glob("solutions/*/*/reference.py")):
        reference = path.read_text(encoding="utf-8")
        for answer in (path, *sorted(path.parent.glob("accepted/*.py"))):
            fragment = "" if answer == path else answer.read_text(encoding="utf-8")
            trees = (parsed(cell.text) for cell in fill(reference, fragment).cells) if fragment else [parsed(reference)]
            forms = set().union(*(telling_forms(tree) for tree in trees if tree is not None))
            yield answer.relative_to(ROOT).as_posix(), forms


def shipped() -> Iterator[tuple[str, str]]:
    """Each text in the wheel, by its name; the manual's site is drawn from its pages."""
    paths = (*ROOT.glob("grader/**/*"), *ROOT.glob("reports/**/*"), ROOT / "README.md")
    for path in sorted(paths):
        name = path.relative_to(ROOT).as_posix()
        if path.is_file() and path.suffix in TEXTS and not {"__pycache__", "site", "node_modules"} & {*path.parts}:
            yield name, path.read_text(encoding="utf-8", errors="replace")


def leaks(name: str, text: str) -> list[str]:
    """The answers that a text holds."""
    forms = forms_in(text, name)
    return [answer for answer, own in answers().items() if own & forms]


def test_no_answer_is_in_what_the_grader_ships() -> None:
    """Looked for in every expression of every text."""
    assert len(answers()) > 100
    assert {name: found for name, text in shipped() if (found := leaks(name, text))} == OUR_OWN


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", f'"""A docstring.\n\n    h = {ANSWER}\n    y = sigmoid_activation(h)\n"""\n'),
        ("a.py", "# then h = tf.reduce_sum(w * x) + b, and so on\n"),
        ("a.py", "HINT = 'Type b + tf.reduce_sum(x * w), then the sigmoid.'\n"),
        ("a.py", "def answer(x, w, b):\n    return b + tf.math.reduce_sum(tf.multiply(w, x))\n"),
        ("a.py", 'FILES = {"a": "h = tf.reduce_sum(features * weights) + bias\\n"}\n'),
        ("a.md", f"Some write `{ANSWER}` for that.\n"),
        ("a.md", "The sum is h = tf.reduce_sum(one * other) + third, as was said.\n"),
        ("a.md", f"Before:\n\n```python\nh = (\n    {ANSWER}\n)\n```\n"),
        ("a.md", "| wrong | right |\n|---|---|\n| `tf.reduce_sum(a)` | `tf.add(tf.reduce_sum(a * b), c)` |\n"),
        ("a.md", "1. `h = tf.add(bias, tf.reduce_sum(weights * features))`\n"),
        ("CHANGELOG.md", "- The hint says tf.reduce_sum(features*weights)+bias now\n"),
        ("a.toml", f'hints = ["a", "First h = {ANSWER}, then the sigmoid."]\n'),
        ("a.json", json.dumps({"hints": [f"h = {ANSWER}"]})),
        ("a.jsonl", json.dumps({"x": 1}) + "\n" + json.dumps({"message": f"Try `{ANSWER}`."})),
        ("a.ipynb", json.dumps({"cells": [{"source": ["h = (\n", f"    {ANSWER}\n", ")"]}]})),
        ("a.html", f"<code>{ANSWER}</code>\n"),
        ("a.txt", f">>> {ANSWER}\n"),
    ],
)
def test_an_answer_is_found_wherever_it_stands(name: str, text: str) -> None:
    """By other names, in another order, and spelled by functions: in each kind of text."""
    assert any("05_single_layer/elementwise" in one for one in leaks(name, text))


def test_answers_of_networks_are_found_too() -> None:
    """Every answer that says something is found in a text that holds it."""
    paths = [ROOT / name for name, own in answers().items() if own]

    assert len(paths) > 60
    missed = [path for path in paths if not leaks("a.md", f"Do this:\n\n```python\n{path.read_text('utf-8')}\n```\n")]
    assert missed == []


@pytest.mark.parametrize("text", ["tf.reduce_sum(a * b) - c", "tf.reduce_mean(a * b) + c", "sum(a + b) * c", "f(g(x))"])
def test_what_computes_something_else_is_no_answer(text: str) -> None:
    """A form is that of the whole computation."""
    assert leaks("a.md", f"`{text}`") == []
