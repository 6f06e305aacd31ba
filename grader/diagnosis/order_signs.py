"""Facts about order: what goes into a call, or comes out of it, in another one than the reference's."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from grader.diagnosis.facts import Facts, Sign
from grader.source import tree
from grader.source.code_view import MOST_LOOKED_INTO, Code, called_name, quote_code
from grader.source.tree_walk import same_tree

_PAIR = 2


def arguments_swapped(facts: Facts) -> Sign | None:
    """A call with two arguments of the reference's in each other's place."""
    if not facts.failed_criteria:
        return None
    for theirs in facts.solution.calls[:MOST_LOOKED_INTO]:
        for own in facts.answer.calls_to(called_name(theirs))[:MOST_LOOKED_INTO]:
            if (pair := _swapped(_places(own), _places(theirs))) is not None:
                return Sign(quote_code(own), {"first": pair[1].code, "second": pair[0].code})
    return None


def _places(call: tree.Call) -> Mapping[int | str, tree.AnyExpression]:
    """The first two positions and every keyword to what stands there."""
    return {**dict(enumerate(call.args[:_PAIR])), **{one.arg: one.value for one in call.keywords if one.arg}}


def _swapped(
    own: Mapping[int | str, tree.AnyExpression], theirs: Mapping[int | str, tree.AnyExpression]
) -> tuple[tree.AnyExpression, tree.AnyExpression] | None:
    """The two of a call that stand in each other's place, in the call's order."""
    for one, other in combinations([place for place in own if place in theirs], _PAIR):
        if same_tree(own[one], own[other]):
            continue
        if same_tree(own[one], theirs[other]) and same_tree(own[other], theirs[one]):
            return own[one], own[other]
    return None


def results_swapped(facts: Facts) -> Sign | None:
    """Results of a call under the reference's names in another order, where what is so named fails."""
    failed = {str(one.params.get("of", "")) for one in facts.failed_criteria}
    for names, call in _unpacked(facts.solution):
        for own, own_call in _unpacked(facts.answer):
            moved = {mine for mine, theirs in zip(own, names, strict=False) if mine != theirs}
            is_same = called_name(own_call) == called_name(call) and sorted(own) == sorted(names)
            if is_same and moved and moved <= failed:
                return Sign(quote_code(own_call, before=f"{', '.join(own)} = "), {"names": ", ".join(names)})
    return None


def _unpacked(code: Code) -> Iterator[tuple[tuple[str, ...], tree.Call]]:
    """Each call whose results get names at once, with these."""
    for statement in code.statements[:MOST_LOOKED_INTO]:
        match statement:
            case tree.Assign(targets=[tree.Tuple(elts=elements)], value=tree.Call() as call):
                names = tuple(one.id for one in elements if isinstance(one, tree.Name))
                if len(names) == len(elements):
                    yield names, call
