"""A learner's pipelines once more, on data sets of hidden examples, or without what they change pictures by."""

import ast
from collections.abc import Callable
from functools import partial
from typing import Any

from grader.evidence import Ask, Observation, Other, Replay
from grader.kernel.hidden_datasets import require_hidden_examples, substitute_examples
from grader.kernel.replays import statements_leading_to
from grader.kernel.time_budget import Turns, TurnTimeout

Namespace = dict[str, Any]
Look = Callable[[Ask, Namespace], Observation]


def rerun_on_hidden_examples(
    replay: Replay, namespace: Namespace, *, transform: Callable[[str], str], look: Look, turns: Turns
) -> dict[str, Observation]:
    """The answers to the asks of a replay with data sets, each asked once; the namespace stays as it is.

    Only the statements run that the asked names follow from. A pipeline counts only where it yields hidden examples.
    """
    after = dict(namespace)
    for name, hidden in replay.datasets.items():
        _take(turns, partial(_put, after, name, partial(substitute_examples, after.get(name), hidden)))
    after |= dict.fromkeys(replay.passing, _GivesBack())
    names = {ask.name for ask in replay.asks.values()}
    inputs = frozenset({*replay.inputs, *replay.datasets, *replay.passing})
    trees: list[ast.Module] = []
    _take(turns, lambda: trees.extend(statements_leading_to(names, [transform(one) for one in replay.cells], inputs)))
    for tree in trees:
        _take(turns, partial(_execute, tree, after))
    once = {ask: _anew(ask, replay, after, look, turns) for ask in {*replay.asks.values()}}
    return {key: once[ask] for key, ask in replay.asks.items()}


class _GivesBack:
    """Stands for a model or a function, and gives back what it gets, whatever it is asked to do with it."""

    def __call__(self, *given: Any, **named: Any) -> Any:
        return next(iter((*given, *named.values())), None)

    def __getattr__(self, name: str) -> Any:
        return self


def _put(namespace: Namespace, name: str, new: Callable[[], object]) -> None:
    namespace[name] = new()


def _execute(tree: ast.Module, namespace: Namespace) -> None:
    exec(compile(ast.fix_missing_locations(tree), "<replay>", "exec"), namespace)  # noqa: S102 - learner code, in its own kernel


def _take(turns: Turns, work: Callable[[], None]) -> None:
    """Do something that runs the learner's code; where it raises, or is late, it ends itself alone."""

    def contained() -> None:
        try:
            work()
        except TurnTimeout:
            raise
        except BaseException:  # noqa: BLE001, S110 - whatever it raises, it would have raised in the run
            pass

    turns.take(contained, lambda _: None)


def _anew(ask: Ask, replay: Replay, namespace: Namespace, look: Look, turns: Turns) -> Observation:
    seen, found = look(ask, namespace), list[Observation]()
    if not replay.datasets:
        return seen
    _take(turns, lambda: found.append(require_hidden_examples(seen, replay.datasets)))
    return found[0] if found else Other(kind="other data")
