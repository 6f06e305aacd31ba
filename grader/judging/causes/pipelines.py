"""Rules about how data is loaded, split and prepared.

The first detectors look at a data set's elements and at the order of its steps, as its run showed them. The others look
at the code: the order of a pipeline's steps, and the arguments of each step.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from grader.evidence import Dataset, Observation
from grader.judging.causes import values
from grader.judging.causes.facts import Facts, quote_first
from grader.judging.checks.dataset_passes import example_shape, shared_count, value_range
from grader.judging.checks.dataset_steps import step_words
from grader.judging.checks.parameters import learner_names
from grader.source.code_view import MOST_LOOKED_INTO, Code, argument, chain, constants, nodes_naming, quote_code, root
from grader.source.tree import (
    For,
    Function,
    called_name,
    literal_value,
    meaning,
    names_of,
    positional_names,
    tail,
    walk,
    written_code,
)

_SLACK = 0.02
"""A factor may be off by this share, because the greatest pixel of a data set need not have the greatest possible
value.
"""


def may_differ(facts: Facts, component: int) -> bool:
    """Whether a component's range differs from the reference's or was not seen; only then can the code explain a
    failure.
    """
    spans = [
        (value_range(own, component), value_range(right, component)) for _, own, right in facts.both_sides(Dataset)
    ]
    seen = [(own, wanted) for own, wanted in spans if own is not None and wanted is not None]
    return not seen or any(not np.allclose(own, wanted, rtol=_SLACK) for own, wanted in seen)


def _rescaled(facts: Facts, component: int, *, raw: bool) -> str | None:
    """A data set with a component that was divided by 255 more or fewer times than the reference's.

    With `raw`, only components that the reference leaves unchanged count.
    """
    return quote_first(
        name for name, own, right in facts.both_sides(Dataset) if _is_rescaled(own, right, component, raw=raw)
    )


def _is_rescaled(mine: Dataset, right: Dataset, component: int, *, raw: bool) -> bool:
    """Whether the greatest value is 255 times the reference's, or a 255th of it.

    Different ranges have other causes, such as a wrong data set or an augmentation. With `raw`, only components that
    the reference leaves unchanged count, with values above 1.
    """
    own, wanted = value_range(mine, component), value_range(right, component)
    if own is None or wanted is None or mine.batched != right.batched:
        return False
    shapes = [example_shape(data.components[component], batched=data.batched) for data in (mine, right)]
    if shapes[0] != shapes[1] or bool(wanted[1] > 1) is not raw or not wanted[1]:
        return False
    factor = own[1] / wanted[1]
    return bool(min(abs(factor * _WHITE - 1), abs(factor / _WHITE - 1)) < _SLACK)


def batched_before_shuffled(facts: Facts) -> str | None:
    """A batch that comes before the shuffle, although it comes after the shuffle in the reference."""
    pairs = facts.both_sides(Dataset)
    return quote_first(name for name, own, right in pairs if _batches_first(step_words(own), step_words(right))) or (
        _code_batches_first(facts)
    )


def _batches_first(own: Iterable[str], right: Iterable[str]) -> bool:
    """Whether the learner's steps batch and then shuffle, and the reference's shuffle and then batch."""
    orders = [[word for word in words if word in {"batch", "shuffle"}] for words in (own, right)]
    return orders == [["batch", "shuffle"], ["shuffle", "batch"]]


def other_batch_size(facts: Facts) -> str | None:
    """Batches whose first one differs in size from the reference's."""
    for name, own, right in facts.both_sides(Dataset):
        actual, expected = _first_size(own), _first_size(right)
        if own.batched and right.batched and actual and expected and actual != expected:
            return f"`{name}`"
    return _code_batch_size(facts)


def validation_in_training(facts: Facts) -> str | None:
    """A data set that shares more examples with the training data than the reference's does."""
    for criterion, name in facts.failures_of("dataset_disjoint"):
        for other in (one for one in learner_names(criterion.params["others"]) if "train" in one):
            if _common(facts.seen, name, other) > _common(facts.wanted, name, other):
                return f"`{name}`"
    return _validation_in_code(facts)


def _common(seen: Mapping[str, Observation], name: str, other: str) -> int:
    one, two = seen.get(name), seen.get(other)
    return shared_count(one, two) if isinstance(one, Dataset) and isinstance(two, Dataset) else 0


def _first_size(data: Dataset) -> int:
    sizes = data.first.sizes
    return int(sizes.numpy().ravel()[0]) if sizes.data else 0


_WHITE = 255
_STEPS = frozenset(["batch", "cache", "filter", "map", "prefetch", "repeat", "shuffle", "skip", "take"])
"""Methods of a data set that make a new one and leave the original unchanged."""
_PAIR_GIVEN = "takes 1 positional argument but 2 were given"


def pipelines(code: Code) -> Mapping[str, tuple[ast.Call, ...]]:
    """Maps names to the steps of the data set that each name holds last, in order; the steps are followed through
    other names.
    """
    found: dict[str, tuple[ast.Call, ...]] = {}
    for node in code.nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = pipeline_steps(value, found)
    return found


def pipeline_steps(value: ast.expr, known: Mapping[str, tuple[ast.Call, ...]]) -> tuple[ast.Call, ...]:
    """The steps of an expression; if it begins with a name, the steps behind that name come first."""
    return (*known.get(root(value), ()), *chain(value))


def _asked(facts: Facts) -> Iterator[tuple[str, Sequence[ast.Call], Sequence[ast.Call]]]:
    """The steps, on both sides, of the pipelines that the reference makes and for which a criterion is not met."""
    own, right = pipelines(facts.answer), pipelines(facts.solution)
    for name in facts.asked_names:
        if own.get(name) and any(called_name(step) == "batch" for step in right.get(name, ())):
            yield name, own[name], right[name]


def steps_not_kept(facts: Facts) -> str | None:
    """A step of a pipeline as a separate statement, so that its result is lost."""
    needed = {called_name(call) for call in facts.solution.calls} & _STEPS
    names = {*facts.asked_names, *facts.answer.values, *_each(facts.answer)}
    alone = (node.value for node in facts.answer.nodes if isinstance(node, ast.Expr))
    found = (value for value in alone if root(value) in names and needed & set(map(called_name, chain(value))))
    return next(map(quote_code, found), None)


def _each(code: Code) -> Iterator[str]:
    """The loop variables of loops over something that the code made before."""
    loops = (node for node in code.nodes if isinstance(node, For))
    for loop in islice(loops, MOST_LOOKED_INTO):
        if names_of(walk(loop.iter)) & code.values.keys():
            yield from names_of(walk(loop.target))


def pairs_as_one(facts: Facts) -> str | None:
    """A function of one argument that raised because elements are pairs of a picture and its label."""
    messages = (cell.error.message for cell in facts.run.cells if cell.error and cell.error.name == "TypeError")
    if not any(_PAIR_GIVEN in message for message in messages):
        return None
    single = {node.name for node in facts.answer.nodes if isinstance(node, Function) and _takes_one(node)}
    for call in facts.answer.calls_to("map"):
        function = argument(call, "map_func", 0)
        if tail(function) in single if function and tail(function) else _takes_one(function):
            return quote_code(function) if function else None
    return None


def _takes_one(function: ast.AST | None) -> bool:
    match function:
        case ast.Lambda(args=args) | ast.FunctionDef(args=args) | ast.AsyncFunctionDef(args=args):
            return len(positional_names(args)) == 1 and args.vararg is None
    return False


def _code_batches_first(facts: Facts) -> str | None:
    """A `batch` before the `shuffle`, although the reference shuffles first."""
    words = ((name, map(called_name, own), map(called_name, right)) for name, own, right in _asked(facts))
    return quote_first(name for name, own, right in words if _batches_first(own, right))


def _code_batch_size(facts: Facts) -> str | None:
    """Batches whose size differs from the reference's."""
    for name, own, right in _asked(facts):
        actual, expected = _size(facts.answer, own), _size(facts.solution, right)
        if actual is not None and expected is not None and actual != expected:
            return f"`{name}`"
    return None


def _size(code: Code, calls: Sequence[ast.Call]) -> float | None:
    sizes = [code.number(argument(call, "batch_size", 0)) for call in calls if called_name(call) == "batch"]
    return sizes[0] if len(sizes) == 1 else None


def code_scales_labels(facts: Facts) -> str | None:
    """A function of image and label that divides the label."""
    return quote_first(one.name for one, (_, label) in _preparations(facts) if _divisions(one, label))


def _preparations(facts: Facts) -> Iterator[tuple[Function, tuple[str, str]]]:
    """The answer's functions that take an image and its label, with the names of both."""
    functions = (node for node in facts.answer.nodes if isinstance(node, Function))
    for function in islice(functions, MOST_LOOKED_INTO):
        match positional_names(function.args):
            case [image, label]:
                yield function, (image, label)


def _divisions(function: Function, name: str) -> list[ast.BinOp | ast.AugAssign]:
    """The divisions of anything computed from a name, the first one first."""
    made = nodes_naming(function, name)
    found = (node for node in walk(function) if isinstance(node, ast.BinOp | ast.AugAssign))
    divisions = (node for node in found if isinstance(node.op, ast.Div | ast.FloorDiv))
    return list(islice((node for node in divisions if _is_divided(node, name, made)), MOST_LOOKED_INTO))


def _is_divided(node: ast.BinOp | ast.AugAssign, name: str, made: frozenset[int]) -> bool:
    match node:
        case ast.AugAssign(target=ast.Name(id=target)):
            return target == name
        case ast.BinOp(left=left):
            return id(left) in made
    return False


def _prepared_wrong(facts: Facts) -> str | None:
    """A function of image and label that does not divide the image by 255, or does it twice, or drops the fraction."""
    steps = [step for _, own, _ in _asked(facts) for step in own]
    asked = {*facts.asked_names, *(tail(one.args[0]) for one in steps if called_name(one) == "map" and one.args)}
    for function, (image, _) in _preparations(facts):
        if function.name in asked and _is_off(function, image) and not _is_off_in(facts.solution, function.name):
            return f"`{function.name}`"
    return None


def cut_to_integers(facts: Facts) -> str | None:
    """A function of image and label that drops the fraction of the division."""
    cuts = (cut for one, (image, _) in _preparations(facts) for cut in _cuts(one, image))
    return next((f"`{written_code(cut)}`" for cut in cuts), None)


def _cuts(function: Function, image: str) -> list[ast.BinOp | ast.AugAssign]:
    return [node for node in _divisions(function, image) if isinstance(node.op, ast.FloorDiv)]


def _is_off(function: Function, image: str) -> bool:
    nodes = list(walk(function))
    divisions = _divisions(function, image)
    by = [number for node in divisions for number in constants(walk(node)) if number > 1]
    ready = any(tail(node) in {"convert_image_dtype", "Rescaling"} for node in nodes)
    if ready:
        return bool(divisions)
    fraction = any(isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Mult) for node in nodes)
    return bool(_cuts(function, image)) or (by != [_WHITE] and not fraction)


def _is_off_in(code: Code, name: str) -> bool:
    """Whether the rule would also apply to the reference's function of that name; if so, it shows nothing."""
    functions = [node for node in code.nodes if isinstance(node, Function) and node.name == name]
    return any(_is_off(function, names[0]) for function in functions if (names := positional_names(function.args)))


def _validation_in_code(facts: Facts) -> str | None:
    """A training split that includes the validation examples."""
    for call in facts.answer.calls_to("fit")[:MOST_LOOKED_INTO]:
        held = argument(call, "validation_data")
        own = argument(call, "x", 0)
        if held is not None and own is not None and meaning(held) == meaning(own):
            return quote_code(call)
    splits = _splits(facts.answer)
    theirs = _splits(facts.solution)
    if len(theirs) > 1 and not _overlap(theirs) and _overlap(splits):
        return f"`{_overlap(splits)}`"
    return _taken_without_skip(facts)


def _splits(code: Code) -> list[str]:
    """The parts of data sets that are requested from `tfds.load`."""
    loads = code.calls_to("load")[:MOST_LOOKED_INTO]
    texts = (node.value for call in loads for node in walk(call) if isinstance(node, ast.Constant))
    return [text.replace(" ", "") for text in texts if isinstance(text, str) and text.startswith(("train", "test"))]


def _overlap(splits: Sequence[str]) -> str:
    """The split that contains a different one, as "train" contains "train[80%:]"; empty if none does."""
    parts = [_range(split) for split in splits]
    for place, (name, low, high) in enumerate(parts):
        for other, (also, start, end) in enumerate(parts):
            if place < other and name == also and max(low, start) < min(high, end):
                return splits[place]
    return ""


def _range(split: str) -> tuple[str, float, float]:
    """A split's name and its bounds in percent: ("train", 0, 80) for "train[:80%]"."""
    name, _, bounds = split.rstrip("]").partition("[")
    low, _, high = bounds.partition(":")
    return name, _percent(low, 0), _percent(high, 100)


def _percent(text: str, missing: float) -> float:
    number = text.rstrip("%")
    if not number.lstrip("-").isdigit():
        return missing
    return float(number) % 100 if number.startswith("-") else float(number)


def _taken_without_skip(facts: Facts) -> str | None:
    """Two data sets from one source, if one is the beginning of it and the other does not skip that part."""
    solution = [called_name(call) for call in facts.solution.calls]
    if "skip" not in solution or "take" not in solution:
        return None
    words = [called_name(call) for call in facts.answer.calls]
    return "`take`" if "take" in words and "skip" not in words else None


def augmented_validation(facts: Facts) -> str | None:
    """Validation data that is augmented too, or an augmentation that is called with `training=False`."""
    wanted = [name for name in facts.asked_names if "augment" in name]
    if not wanted:
        return None
    held = (name for name in facts.answer.values if name.startswith(("val", "test")))
    for name in islice(held, MOST_LOOKED_INTO):
        values = facts.answer.values[name][-MOST_LOOKED_INTO:]
        if any(tail(node) in wanted for value in values for node in walk(value)):
            return f"`{name}`"
    calls = facts.answer.calls_to(wanted[0])
    return next((quote_code(call) for call in calls if literal_value(argument(call, "training")) is False), None)


def scaled_wrong(facts: Facts) -> str | None:
    """Pixels that were not divided by 255 as often as the reference's."""
    where = _rescaled(facts, 0, raw=False)
    if where or not _divides(facts.solution):
        return where
    guess = _prepared_wrong(facts) if may_differ(facts, 0) else None
    return values.scaled_again(facts) or guess


def divided_needlessly(facts: Facts) -> str | None:
    """Pixels that are divided although the reference's are raw, or although they are within 0 to 1 already."""
    where = _rescaled(facts, 0, raw=True) or values.divided(facts, raw=True)
    return where if where or _divides(facts.solution) else values.divided(facts, raw=False)


def _divides(code: Code) -> bool:
    """Whether code divides by 255, however it is written."""
    words = {tail(node) for node in code.nodes}
    return _WHITE in constants(code.nodes) or bool(words & {"Rescaling", "convert_image_dtype"})


def labels_scaled(facts: Facts) -> str | None:
    """Labels that were divided as if they were pixels."""
    guess = code_scales_labels(facts) if may_differ(facts, 1) else None
    return _rescaled(facts, 1, raw=True) or guess
