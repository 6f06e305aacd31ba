"""Finds which of the learner's objects was meant if it has a different name from the required one.

Pure. A name that the exercise itself gives is not an answer, unless the learner's own statements bind it again. If it
is ambiguous which object was meant, the name stays missing.
"""

from collections.abc import Collection, Mapping
from difflib import SequenceMatcher

_ARRAYS = frozenset(["tensor", "array"])
"""Kinds that are the same to a check that asks for either; a plain number is not among them."""
_SINGLE = frozenset(["model", "history", "function", "class", "dataset"])
"""Kinds of which an answer makes only one object. It makes many tensors, with steps on the way: only names tell them
apart.
"""
_NEAR = 0.6
_LEAD = 0.05
"""By how much the best name must be nearer than the next one."""


def match_names(asked: Mapping[str, str], names: Mapping[str, str], own: Collection[str]) -> dict[str, str]:
    """Maps each required name that is missing to the name to use in its place, if there is one.

    `asked` has the kinds of what the reference leaves under the required names, `names` the kinds of everything that
    the learner's run left, `own` the names that the learner's statements bind.
    """
    missing = {name: kind for name, kind in asked.items() if names.get(name, "ellipsis") == "ellipsis"}
    free = {name: kind for name, kind in names.items() if name in own and name not in asked}
    found = {name: _nearest(name, _alike(kind, free), kind) for name, kind in missing.items()}
    taken = list(found.values())
    return {name: other for name, other in found.items() if other is not None and taken.count(other) == 1}


def _alike(kind: str, names: Mapping[str, str]) -> list[str]:
    """The names of objects of that kind."""
    kinds = _ARRAYS if kind in _ARRAYS else {kind}
    return [name for name, other in names.items() if other in kinds]


def _nearest(name: str, others: Collection[str], kind: str) -> str | None:
    """The one of the other names that must be meant, or None."""
    if len(others) == 1 and kind in _SINGLE:
        return next(iter(others))
    ranked = sorted(((_likeness(name, other), other) for other in others), reverse=True)
    if not ranked or ranked[0][0] < _NEAR:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _LEAD:
        return None
    return ranked[0][1]


def _likeness(name: str, other: str) -> float:
    """How similar two names are, 0 to 1; case and underscores are ignored."""
    left, right = (one.replace("_", "").casefold() for one in (name, other))
    return SequenceMatcher(None, left, right, autojunk=False).ratio()
