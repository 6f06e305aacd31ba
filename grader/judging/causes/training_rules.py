"""Rules about training: the trained model, how it is compiled, how `fit` is called, and what is kept."""

import ast
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from grader.evidence import Callback, Fits, History, Layers, Observation
from grader.judging.causes import answers, networks
from grader.judging.causes.facts import Facts, Sign, quote_first
from grader.judging.checks.findings import FITS
from grader.judging.checks.fits import count_other_labels
from grader.model import Criterion, Verdict
from grader.source.code_view import MOST_LOOKED_INTO, argument, constants, normalised_name, quote_code, receiver
from grader.source.tree import For, called_name, names_of, tail, walk, written_code

_SCALES = frozenset(["Rescaling", "Normalization", "normalize", "per_image_standardization", "convert_image_dtype"])
_WHITE = 255
_HISTORY = ("epochs", "loss_falls")


def epoch_count(seen: Observation | None) -> int | None:
    """The number of epochs that a history records."""
    series = list(seen.series.values()) if isinstance(seen, History) else []
    return series[0].shape[0] if series and series[0].shape else None


def _histories(facts: Facts) -> Iterator[tuple[str, Observation | None, History]]:
    """The required histories, on the learner's and the reference's side, for which a criterion is not met."""
    yield from _of_criteria(facts, facts.failed_criteria)


def _unmet_histories(facts: Facts) -> Iterator[tuple[str, Observation | None, History]]:
    """The histories that are required by criteria that did not pass, including criteria that are not judged yet."""
    passed = {finding.criterion for finding in facts.findings if finding.verdict is Verdict.PASS}
    yield from _of_criteria(facts, [criterion for criterion in facts.rubric if criterion.id not in passed])


def _of_criteria(facts: Facts, criteria: Sequence[Criterion]) -> Iterator[tuple[str, Observation | None, History]]:
    for name in dict.fromkeys(str(criterion.params.get("of", "")) for criterion in criteria):
        if isinstance(right := facts.wanted.get(name), History):
            yield name, facts.seen.get(name), right


def other_epochs(facts: Facts) -> Iterator[str]:
    """A single `fit` that ran for a different number of epochs."""
    count = _asked if facts.answer.calls_to("EarlyStopping") else epoch_count
    for name, own, right in _unmet_histories(facts):
        actual, expected = count(own), count(right)
        if actual is not None and expected is not None and actual != expected and not _repeats(facts):
            yield f"`{name}`"


def _asked(seen: Observation | None) -> int | None:
    """The number of epochs that `fit` should run; nothing more is certain if training may stop early."""
    return seen.asked if isinstance(seen, History) else None


def trained_again(facts: Facts) -> Iterator[Sign]:
    """A history that is wrong after more than one call of `fit`."""
    for name, own, _ in _histories(facts):
        if epoch_count(own) is not None and _repeats(facts):
            last = facts.answer.values.get(name, ())[-1:]
            keeps = any(node is facts.answer.calls_to("fit")[-1] for value in last for node in walk(value))
            effect = "records only the last call" if keeps else "does not record the last call"
            yield Sign(f"`{name}`", {"effect": effect})


def _repeats(facts: Facts) -> bool:
    """Whether the answer calls `fit` of one model more than once, or in a loop."""
    calls = facts.answer.calls_to("fit")
    loops = (node for node in facts.answer.nodes if isinstance(node, For | ast.While))
    inside = {id(node) for loop in islice(loops, MOST_LOOKED_INTO) for node in walk(loop)}
    again = len(calls) > len({receiver(call) for call in calls})
    return again or any(id(call) in inside for call in calls)


def history_not_kept(facts: Facts) -> str | None:
    """A `fit` that ran, although the required name does not hold what it returned."""
    if facts.has_crashed or not facts.answer.calls_to("fit"):
        return None
    lost = (name for name, own, _ in _histories(facts) if not isinstance(own, History))
    return quote_first(name for name in lost if not _kept_as_another(facts, name))


def _kept_as_another(facts: Facts, name: str) -> bool:
    """Whether a history is bound to a name that the learner chose."""
    before = facts.reference.evidence.names
    own = ((other, kind) for other, kind in facts.run.evidence.names.items() if other != name and other not in before)
    return any(kind == "history" for _, kind in own)


def other_model(facts: Facts) -> str | None:
    """Another model than the one asked for: a given one, the lesson's example, or one more of the learner's."""
    return answers.other_given(facts) or networks.example_again(facts) or _trained_another(facts)


def _trained_another(facts: Facts) -> str | None:
    """A trained model, if the required name holds a different model."""
    kinds = facts.run.evidence.names
    trained = {name for name in map(receiver, facts.answer.calls_to("fit")) if kinds.get(name) == "model"}
    wanted = {receiver(call) for call in facts.solution.calls_to("fit")} & set(facts.asked_names)
    if not trained or not wanted or not list(facts.failures_of("accuracy", *_HISTORY)):
        return None
    name = min(wanted)
    if not isinstance(facts.seen.get(name), Layers):
        return None
    if name not in trained and not any(_same_object(facts, name, other) for other in trained):
        return f"`{min(trained)}.fit`"
    return f"`{name}`, created again after the training" if name in trained and _made_after(facts, name) else None


def _same_object(facts: Facts, name: str, other: str) -> bool:
    """Whether one of two names was bound to the other, or the origin of one of them can't be followed."""
    values = facts.answer.values
    aliases = [value for value in (*values.get(name, ()), *values.get(other, ())) if isinstance(value, ast.Name)]
    return any(value.id in {name, other} for value in aliases) or name not in values


def _made_after(facts: Facts, name: str) -> bool:
    """Whether a model is created again after its last `fit`."""
    steps = [_doing(statement, name) for statement in facts.answer.statements]
    made = max((place for place, step in enumerate(steps) if step == "make"), default=0)
    return "fit" in steps[:made] and "fit" not in steps[made:]


def _doing(statement: ast.stmt, name: str) -> str:
    """What a statement does to a model: train it, create it, or neither."""
    calls = [node for node in walk(statement) if isinstance(node, ast.Call)]
    if any(called_name(call) == "fit" and receiver(call) == name for call in calls):
        return "fit"
    match statement:
        case ast.Assign(targets=[ast.Name(id=bound)], value=ast.Call()) if bound == name:
            return "make"
    return ""


def not_normalised(facts: Facts) -> Iterator[str]:
    """A `fit` on the raw data set: nothing divides it by 255 before that."""
    if not list(facts.failures_of("accuracy", "loss_falls")):
        return
    for call in facts.answer.calls_to("fit")[:MOST_LOOKED_INTO]:
        data = argument(call, "x", 0)
        if data is not None and _is_raw(facts, data):
            yield quote_code(data)


def labels_apart(facts: Facts) -> Iterator[str]:
    """A training in which the labels of many pictures differ from the labels that the reference has for them."""
    for _, name in facts.failures_of("trained_on"):
        own, right = facts.seen.get(FITS + name), facts.wanted.get(FITS + name)
        if isinstance(own, Fits) and isinstance(right, Fits) and own.calls and right.calls:
            other, known = count_other_labels(own.calls[-1].training, right.calls[-1].training)
            if other > known / 4:  # with two classes, half of the labels are right by chance
                yield f"{other:,} of {known:,} in its first epoch"


def _is_raw(facts: Facts, data: ast.expr) -> bool:
    layers = (call.func for call in facts.answer.calls if called_name(call) in _SCALES)
    nodes = (*facts.answer.reach(data), *layers)
    words = {tail(node) for node in nodes}
    raw = {name for name in names_of(nodes) if _is_loaded(facts, name)}
    return bool(raw) and not words & _SCALES and _WHITE not in constants(nodes) and 1 / _WHITE not in constants(nodes)


def _is_loaded(facts: Facts, name: str) -> bool:
    """Whether a given name holds the unchanged result of `tfds.load`."""
    value = facts.given.last_value(name)
    return value is not None and any(isinstance(node, ast.Call) and called_name(node) == "load" for node in walk(value))


def _compiled(facts: Facts, keyword: str, *places: int) -> list[ast.expr | None]:
    """An argument of the answer's last `compile` and of the reference's; None if it is missing, or if either
    `compile` is.
    """
    own, right = facts.answer.calls_to("compile"), facts.solution.calls_to("compile")
    calls = (own[-1], right[-1]) if own and right else ()
    found = [next(filter(None, (argument(call, keyword, place) for place in places)), None) for call in calls]
    return found or [None, None]


def loss_mismatch(facts: Facts) -> str | None:
    """A loss that differs from the reference's, or that expects scores although the model returns probabilities."""
    own, right = (_followed(facts, value) for value in _compiled(facts, "loss", 1))
    if own is None or not normalised_name(own):
        return None
    logits = isinstance(own, ast.Call) and argument(own, "from_logits")
    linear = any(model.actual and model.actual[-1].linear for model in facts.models)
    squashed = isinstance(logits, ast.Constant) and logits.value is True and not linear
    if facts.compiled_right("loss") is Verdict.PASS or _suits_one_output(facts, own):
        return None
    return quote_code(own) if squashed or normalised_name(own) != normalised_name(right) else None


def _suits_one_output(facts: Facts, loss: ast.expr) -> bool:
    """Whether a loss for one output is used with a model that has one output; then the layer is wrong, not the loss."""
    ends = [model.actual[-1].settings.get("units") for model in facts.models if model.actual]
    return "binary" in normalised_name(loss) and 1 in ends


def _followed(facts: Facts, value: ast.expr | None) -> ast.expr | None:
    """An argument; if it is a name, the value that the name was bound to."""
    return (facts.answer.last_value(value.id) or value) if isinstance(value, ast.Name) else value


def metrics_missing(facts: Facts) -> str | None:
    """A `compile` without the metric that the reference's has, if its absence shows."""
    own, right = _compiled(facts, "metrics", 3, 2)
    empty = own is None or (isinstance(own, ast.List) and not own.elts)
    return "`compile`" if right is not None and empty and _lacks(facts) else None


def _lacks(facts: Facts) -> bool:
    """Whether the missing metric shows in an unmet criterion or an error: its number or its series is missing."""
    histories = (own for _, own, right in _histories(facts) if set(right.series) - {"loss"})
    lacking = any(isinstance(own, History) and "accuracy" not in own.series for own in histories)
    said = [cell.error.message for cell in facts.run.cells if cell.error]
    unpacked = any("unpack" in message or "iterable" in message for message in said)
    return lacking or unpacked or facts.compiled_right("metrics") is Verdict.FAIL


def other_optimizer(facts: Facts) -> str | None:
    """An optimizer that differs from the reference's."""
    own, right = (_followed(facts, value) for value in _compiled(facts, "optimizer", 0))
    names = normalised_name(own), normalised_name(right)
    differs = all(names) and names[0] != names[1] and facts.compiled_right("optimizer") is Verdict.FAIL
    return quote_code(own) if differs and own is not None else None


def frozen(facts: Facts) -> str | None:
    """A frozen layer that the reference trains; or `trainable = False`, if neither it nor what is given freezes any."""
    return networks.frozen_layers(facts) or (None if _freezes(facts) else _trainable_set(facts, to=False))


def unfrozen(facts: Facts) -> str | None:
    """A `trainable = True` in the answer, although the given code or the reference freezes something."""
    return _trainable_set(facts, to=True) if _freezes(facts) else None


def _trainable_set(facts: Facts, *, to: bool) -> str | None:
    """The first place of the answer that sets `trainable` to that value."""
    return next((f"`{code}`" for node in facts.answer.nodes if (code := _sets_trainable(node, to=to))), None)


def _freezes(facts: Facts) -> bool:
    """Whether the given code or the reference freezes anything."""
    return any(_sets_trainable(node, to=False) for node in (*facts.given.nodes, *facts.solution.nodes))


def _sets_trainable(node: ast.AST, *, to: bool) -> str:
    """The code that sets `trainable` to the value `to`; empty if a node does not do this."""
    match node:
        case ast.Assign(targets=[ast.Attribute(attr="trainable") as target], value=ast.Constant(value=bool() as set_)):
            return f"{written_code(target)} = {to}" if set_ is to else ""
        case ast.keyword(arg="trainable", value=ast.Constant(value=bool() as set_)):
            return f"trainable={to}" if set_ is to else ""
    return ""


def monitor_training(facts: Facts) -> Iterator[str]:
    """An early stopping that monitors the training, although the reference's monitors the validation."""
    for _, own, right in facts.both_sides(Callback, "callback_settings"):
        watched, wanted = own.settings.get("monitor"), right.settings.get("monitor")
        if watched in {"loss", "accuracy"} and wanted not in {"loss", "accuracy"}:
            yield f"`monitor={watched!r}`"


_DATA_OF: Final = {"evaluate": ("evaluated_by",), "fit": ("trained_on",), "predict": ("predicted_by",)}


def other_data(facts: Facts) -> Iterator[Sign]:
    """A given object that is used to train, evaluate or query a model, instead of the object that the reference
    uses.
    """
    for word, own, theirs in facts.single_calls(_DATA_OF):
        mine, right = argument(own, "x", 0), argument(theirs, "x", 0)
        if isinstance(mine, ast.Name) and isinstance(right, ast.Name) and list(facts.failures_of(*_DATA_OF[word])):
            known = facts.given.names - facts.answer.values.keys()
            if mine.id != right.id and {mine.id, right.id} <= known:
                yield Sign(quote_code(own), {"old": mine.id, "data": right.id})
