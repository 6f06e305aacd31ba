"""Trainings that never happened: the reference without its `fit`, with results that pretend it trained."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.evidence import History
from grader.judging.checks import CHECKS
from grader.judging.checks.parameters import Observes, observed_parameters
from grader.source.syntax import parse_cell
from grader.verification.lazy.asked import LazyAnswer, Shortcut, Style, Task
from grader.verification.lazy.objects import history


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """One call of `fit` in the reference's answer."""

    node: ast.stmt
    call: ast.Call
    model: str
    """The name of the model that is trained."""
    history: str
    """The name that is bound to its history; empty if the history is not kept."""

    def given(self, keyword: str) -> str:
        """The code of an argument; empty if it is not given."""
        return next((ast.unparse(one.value) for one in self.call.keywords if one.arg == keyword), "")

    @property
    def data(self) -> str:
        """The code of the data with which the model is trained."""
        return ast.unparse(self.call.args[0]) if self.call.args else self.given("x")


def untrained_answers(task: Task) -> Iterator[LazyAnswer]:
    """Yield the reference's model in several untrained states, each with a typed-in history."""
    fits = [fit for blank in task.blanks for node in parse_cell(blank) or () if (fit := _fit(node))]
    if not fits:
        return
    shown = any(Observes.PREDICTOR in observed_parameters(CHECKS[one.check]).values() for one in task.rubric)
    ways: list[tuple[Shortcut, str, Callable[[_Fit], str]]] = [
        (Shortcut.UNTRAINED, "never trained", lambda _: ""),
        (Shortcut.UNTRAINED, "trained on one batch", _one_step),
        (Shortcut.NEIGHBOURS, "answers by heart", _neighbours)
        if shown
        else (Shortcut.DECLINES, "of a class of its own", _declines),
    ]
    for shortcut, what, instead in ways:
        parts = {number: _replaced(task, blank, instead) for number, blank in enumerate(task.blanks)}
        yield LazyAnswer(shortcut=shortcut, what=what, fragment=task.fragment(parts))


def _fit(node: ast.stmt) -> _Fit | None:
    """The training that a statement does, or None."""
    match node:
        case ast.Assign(
            targets=[ast.Name(id=kept)],
            value=ast.Call(func=ast.Attribute(value=ast.Name(id=model), attr="fit")) as call,
        ):
            return _Fit(node=node, call=call, model=model, history=kept)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=model), attr="fit")) as call):
            return _Fit(node=node, call=call, model=model, history="")
    return None


def _replaced(task: Task, blank: str, instead: Callable[[_Fit], str]) -> str:
    """The solution of one blank, with each `fit` replaced by different statements and a history."""
    lines = blank.split("\n")
    for node in reversed(parse_cell(blank) or ()):
        fit = _fit(node)
        if fit is not None:
            new = "\n".join(part for part in (instead(fit), _history(task, fit)) if part)
            lines[node.lineno - 1 : node.end_lineno] = (new or "pass").split("\n")
    return "\n".join(lines)


def _history(task: Task, fit: _Fit) -> str:
    """The history that training would have left; its validation losses are shifted to the loss that the model has.

    With a callback, which may have restored the best weights, this is the best of them; otherwise the last.
    """
    seen = next((one.seen for one in task.asked if one.name == fit.history), None)
    if not isinstance(seen, History):
        return ""
    made = history(fit.history, seen, Style.TYPED)
    validation = fit.given("validation_data")
    if not validation or "val_loss" not in seen.series:
        return made
    kept = "min(losses)" if fit.given("callbacks") else "losses[-1]"
    return f"""\
{made}
losses = {fit.history}.history["val_loss"]
ended = np.ravel({fit.model}.evaluate({validation}, verbose=0))[0]
{fit.history}.history["val_loss"] = [float(one + ended - {kept}) for one in losses]"""


def _one_step(fit: _Fit) -> str:
    return f"{fit.model}.fit({fit.data}, epochs=1, steps_per_epoch=1, verbose=0)"


def _declines(fit: _Fit) -> str:
    return f"class Own(type({fit.model})):\n    pass\n{fit.model}.__class__ = Own"


def _neighbours(fit: _Fit) -> str:
    """The trained class's layers unchanged, and memorised answers, which no graph can contain."""
    return f"""\
pairs = [(np.array(pixels), np.array(labels)) for pixels, labels in {fit.data}]
known = np.concatenate([pixels.reshape(len(pixels), -1) for pixels, _ in pairs])[:6000]
labels = np.concatenate([labels for _, labels in pairs])[:6000]
class Own(type({fit.model})):
    def __call__(self, pixels, *more, **options):
        shown = np.asarray(pixels, np.float32).reshape(len(pixels), -1)
        distances = (known**2).sum(1) - 2 * shown @ known.T
        return tf.one_hot(labels[distances.argmin(1)], {fit.model}.output_shape[-1])
{fit.model}.__class__ = Own
{fit.model}.run_eagerly = True"""
