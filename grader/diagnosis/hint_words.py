"""The words of hints that belong to the exercise: the names, numbers and settings of its task.

A rule writes a field such as "{epochs}" into its texts. Where the exercise has no such thing, the rule is silent: no
hint speaks of what is not there.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Final

from grader.checks.model_graph import Stage
from grader.diagnosis.facts import Facts
from grader.evidence import Callback, Dataset, History, Layers
from grader.source import tree
from grader.source.code_view import WithheldError, argument, receiver, root

Word = Callable[[Facts], str | None]


def _argument_of(function: str, keyword: str, place: int | None = None) -> Word:
    """How the reference writes an argument of a function that it calls once."""

    def word(facts: Facts) -> str | None:
        calls = facts.solution.calls_to(function)
        value = argument(calls[0], keyword, place) if len(calls) == 1 else None
        return None if value is None else value.code

    return word


def _first_known(*words: Word) -> Word:
    """The first of several ways to a word that leads to it; a packed course has no code of the reference's."""

    def word(facts: Facts) -> str | None:
        for one in words:
            with suppress(WithheldError):
                if found := one(facts):
                    return found
        return None

    return word


def _trained(facts: Facts) -> str | None:
    """The name of the model that the reference trains."""
    return next((receiver(call) for call in facts.solution.calls_to("fit") if receiver(call)), None)


def _asked_model(facts: Facts) -> str | None:
    """The one model that is asked for."""
    return _only(name for name in facts.asked_names if isinstance(facts.wanted.get(name), Layers))


def _asked_epochs(facts: Facts) -> str | None:
    """How many epochs the reference asks `fit` for."""
    histories = (facts.wanted.get(name) for name in facts.asked_names)
    return _only(str(one.asked) for one in histories if isinstance(one, History) and one.asked)


def _first_batch(facts: Facts) -> str | None:
    """How many examples the first batch of the reference's data sets holds."""
    found = (facts.wanted.get(name) for name in facts.asked_names)
    sizes = (one.first.sizes for one in found if isinstance(one, Dataset) and one.batched)
    return _only(str(int(size.numpy().ravel()[0])) for size in sizes if size.data)


def _monitored(facts: Facts) -> str | None:
    """The quantity that the reference's early stopping watches."""
    found = (facts.wanted.get(name) for name in facts.asked_names)
    return _only(str(one.settings.get("monitor", "")) for one in found if isinstance(one, Callback))


def _hidden(facts: Facts) -> str | None:
    """The one activation of all hidden dense layers of the models asked for."""
    return _only(_activation(one) for model in facts.models for one in model.expected[:-1] if one.kind == "Dense")


def _output(facts: Facts) -> str | None:
    """The one activation of the last layers of the models asked for."""
    return _only(_activation(model.expected[-1]) for model in facts.models if model.expected)


def _activation(stage: Stage) -> str:
    return stage.activation.name if stage.activation else ""


def _only(words: Iterable[str]) -> str | None:
    found = set(words)
    return found.pop() if len(found) == 1 else None


def _trains_on(facts: Facts) -> str | None:
    """The data that the reference trains on, where they have a name."""
    data = (argument(call, "x", 0) for call in facts.solution.calls_to("fit"))
    return next((one.id for one in data if isinstance(one, tree.Name)), None)


def _augmented(facts: Facts) -> str | None:
    """The data set that the reference maps its augmentation over."""
    return next((root(call) for call in facts.solution.calls_to("map") if root(call)), None)


WORDS: Final[Mapping[str, Word]] = {
    "augmented": _augmented,
    "batch_size": _first_known(_argument_of("batch", "batch_size", 0), _first_batch),
    "epochs": _first_known(_argument_of("fit", "epochs"), _asked_epochs),
    "hidden": _hidden,
    "loss": _argument_of("compile", "loss", 1),
    "metrics": _argument_of("compile", "metrics"),
    "monitor": _monitored,
    "optimizer": _argument_of("compile", "optimizer", 0),
    "output": _output,
    "trained": _first_known(_trained, _asked_model),
    "trains_on": _trains_on,
}
"""Field of a text to what finds its word in an exercise, or None."""


def word_values(facts: Facts, names: Iterable[str]) -> Mapping[str, str]:
    """The words of an exercise, of those asked for which it has."""
    found = {name: _first_known(WORDS[name])(facts) for name in names if name in WORDS}
    return {name: word for name, word in found.items() if word}
