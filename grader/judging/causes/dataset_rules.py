"""Rules that compare data sets with the reference's: labels, passes, ranges and parts, as a run showed them."""

import ast
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from grader.evidence import Dataset
from grader.judging.causes.facts import Facts, Sign, quote_first
from grader.judging.causes.pipelines import pipelines
from grader.judging.checks.dataset_passes import (
    component_digests,
    example_count,
    example_frequencies,
    first_part_frequencies,
    same_frequencies,
    shared_count,
    value_range,
)
from grader.judging.checks.dataset_steps import step_words
from grader.source.code_view import Code, argument, quote_code, root
from grader.source.tree import called_name, literal_value, meaning, tail, written_code

_SLACK: Final = 0.02


def _failing_pairs(facts: Facts, *checks: str) -> Iterator[tuple[str, Dataset, Dataset]]:
    """The data sets that fail these checks, on both sides, if both were read to their end."""
    pairs = facts.both_sides(Dataset, *checks)
    return ((name, own, right) for name, own, right in pairs if own.ended == right.ended == "end")


def labels_lost(facts: Facts) -> str | None:
    """Pictures without labels, although pairs of a picture and its label are required."""
    pairs = facts.both_sides(Dataset, "dataset_elements")
    return quote_first(name for name, own, right in pairs if (own.kind, right.kind) == ("tensor", "tuple"))


def labels_first(facts: Facts) -> Iterator[str]:
    """Pairs whose parts are swapped."""
    for name, *sides in facts.both_sides(Dataset, "dataset_elements"):
        own, right = ([(component.dtype, component.shape) for component in data.components] for data in sides)
        if own != right and own == right[::-1]:
            yield f"`{name}`"


def labels_constant(facts: Facts) -> str | None:
    """A single label for all pictures, although they have several."""
    pairs = _failing_pairs(facts, "dataset_examples", "dataset_source")
    return quote_first(name for name, own, right in pairs if _is_constant(own, right))


def _is_constant(own: Dataset, right: Dataset) -> bool:
    return len(np.unique(component_digests(own.first, 1))) == 1 < len(_label_pairs(own, right))


def labels_renumbered(facts: Facts) -> str | None:
    """Labels that number every class consistently, but not with its own number."""
    pairs = _failing_pairs(facts, "dataset_examples", "dataset_source")
    return quote_first(name for name, own, right in pairs if _is_renumbered(_label_pairs(own, right)))


def _is_renumbered(pairs: Mapping[int, set[int]]) -> bool:
    """Whether each of the reference's labels became exactly one of the learner's, and at least one is different."""
    images = [next(iter(one)) for one in pairs.values() if len(one) == 1]
    return len(images) == len(pairs) > 1 and {*images} == pairs.keys() and any(pairs[one] != {one} for one in pairs)


def labels_mixed(facts: Facts) -> str | None:
    """The right pictures and the right labels, each with the right frequency, but many of them paired wrongly."""
    pairs = _failing_pairs(facts, "dataset_examples", "dataset_source")
    return quote_first(name for name, own, right in pairs if _is_mixed(own, right))


def _is_mixed(own: Dataset, right: Dataset) -> bool:
    columns = [[np.sort(component_digests(one.first, place)) for place in range(2)] for one in (own, right)]
    same = all(map(np.array_equal, *columns))
    labels = _label_pairs(own, right)
    return same and len(labels) > 1 and all(len(label) > 1 for label in labels.values())


def _label_pairs(own: Dataset, right: Dataset) -> Mapping[int, set[int]]:
    """Maps each label of the reference to the labels that the learner has for the same pictures."""
    columns = [[component_digests(one.first, place).tolist() for place in range(2)] for one in (own, right)]
    known = dict(zip(*columns[1], strict=False))
    found: dict[int, set[int]] = {}
    for picture, label in zip(*columns[0], strict=False):
        if picture in known:
            found.setdefault(known[picture], set()).add(label)
    return found


def cached_too_late(facts: Facts) -> Iterator[str]:
    """A second pass that equals the first, and a `cache` after the last shuffle or change although the reference has
    none there.
    """
    keeps = any(keyword.arg == "reshuffle_each_iteration" for call in facts.answer.calls for keyword in call.keywords)
    idle = any(literal_value(argument(call, "training")) is False for call in facts.answer.calls)
    if keeps or idle:
        return
    for check, step in (("dataset_shuffled", "shuffle"), ("dataset_varies", "map")):
        for name, own, right in facts.both_sides(Dataset, check):
            if "cache" in _after(step, own) and "cache" not in _after(step, right):
                yield f"`{name}`"


def _after(step: str, data: Dataset) -> list[str]:
    """The steps of a pipeline after the last step of one kind; empty if it has no such step."""
    words = step_words(data)
    return words[len(words) - words[::-1].index(step) :] if step in words else []


def other_range(facts: Facts) -> Iterator[Sign]:
    """The right pictures on a different scale."""
    for name, own, right in _failing_pairs(facts, "dataset_range"):
        spans = [span.tolist() for one in (own, right) if (span := value_range(one, 0)) is not None]
        pictures = [first_part_frequencies(example_frequencies(one.first)) for one in (own, right)]
        same = len(spans) == len(pictures) and same_frequencies(*pictures)
        if same and not np.allclose(spans[0], spans[1], atol=_SLACK):
            words = [f"{low:.4g} to {high:.4g}" for low, high in spans]
            yield Sign(f"`{name}`", {"own_range": words[0], "range": words[1]})


def part_of_data(facts: Facts) -> Iterator[Sign]:
    """Only some of the examples, with the only piece of code that leaves out the others."""
    for name, own, right in _failing_pairs(facts, "dataset_examples", "dataset_source"):
        counts = [example_count(one.first) for one in (own, right)]
        causes = [*dict.fromkeys(_takes_part(facts.answer))]
        is_part = counts[0] < counts[1] and shared_count(own, right) == counts[0]
        if is_part and len(causes) == 1 and causes[0] not in [*_takes_part(facts.solution)]:
            yield Sign(f"`{name}`", {"count": f"{counts[0]:,}", "total": f"{counts[1]:,}", "old": causes[0]})


def _takes_part(code: Code) -> Iterator[str]:
    """The pieces of code that leave out examples."""
    for call in code.calls:
        if called_name(call) in {"filter", "shard", "skip", "take"} and isinstance(call.func, ast.Attribute):
            yield f".{call.func.attr}({', '.join(map(written_code, call.args))})"
        split = argument(call, "split", 1) if called_name(call) == "load" else None
        if split is not None and "[" in written_code(split):
            yield written_code(split)
        for keyword in call.keywords:
            drops = keyword.arg == "drop_remainder" and literal_value(keyword.value) is True
            if drops or keyword.arg == "validation_split":
                yield written_code(keyword)


def part_of_another(facts: Facts) -> Iterator[Sign]:
    """Examples that all belong to a different one of the required data sets."""
    for name, own, right in _failing_pairs(facts, "dataset_examples", "dataset_source"):
        for other in facts.asked_names:
            theirs = facts.wanted.get(other)
            if other == name or not isinstance(theirs, Dataset) or shared_count(own, right):
                continue
            if shared_count(own, theirs) == example_count(own.first) and not shared_count(right, theirs):
                yield Sign(f"`{name}`", {"other": other})


def prepared_again(facts: Facts) -> Iterator[Sign]:
    """A given function that is mapped over a given data set, although the data set's own pipeline already maps it."""
    given = pipelines(facts.given)
    for call in facts.answer.calls_to("map"):
        function, data = tail(argument(call, "map_func", 0) or call), root(call)
        before = (argument(step, "map_func", 0) for step in given.get(data, ()) if called_name(step) == "map")
        if function in {tail(one) for one in before if one is not None} - {""}:
            yield Sign(quote_code(call), {"function": function, "data": data})


def all_parts_counted(facts: Facts) -> Iterator[Sign]:
    """A count over all parts of a data set, although the reference counts only one of them."""
    for _, name in facts.failures_of("tensor_values"):
        value, theirs = facts.answer.last_value(name), facts.solution.last_value(name)
        sides = [(facts.answer, value), (facts.solution, theirs)]
        asks = [_asks_for_all(code, one) for code, one in sides if one is not None]
        if value is not None and asks == [True, False]:
            yield Sign(quote_code(value, before=f"{name} = "), {"name": name})


def _asks_for_all(code: Code, value: ast.expr) -> bool:
    """Whether a value is computed from all entries of `splits`, or from several of them."""
    nodes = code.reach(value)
    attributes = (node for node in nodes if isinstance(node, ast.Attribute))
    keys = {meaning(node.slice) for node in nodes if isinstance(node, ast.Subscript) and tail(node.value) == "splits"}
    return len(keys) > 1 or any(node.attr == "values" and tail(node.value) == "splits" for node in attributes)
