"""Another name for what was asked: which of the learner's own objects was meant, if that is plain.

Pure. A name that the exercise itself gives is nobody's answer, unless the learner's own statements bind it anew. What
is ambiguous stays as it is: not found.
"""

from collections.abc import Collection, Mapping
from difflib import SequenceMatcher

_ARRAYS = frozenset(["tensor", "array"])
"""Kinds that are the same to a check that asks for either; a plain number is neither."""
_SINGLE = frozenset(["model", "history", "function", "class", "dataset"])
"""Kinds of which an answer makes one. Of tensors it makes many, steps on the way among them: only a name tells them."""
_NEAR = 0.6
_LEAD = 0.05
"""How much nearer than the next one a name must be."""


def match_names(asked: Mapping[str, str], names: Mapping[str, str], own: Collection[str]) -> dict[str, str]:
    """For each asked name that isn't there the name to take in its place, where there is one.

    `asked` has the kinds of what the reference leaves under the names that are asked for, `names` the kinds of all that
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
    """The one of the others that must be meant, or None."""
    if len(others) == 1 and kind in _SINGLE:
        return next(iter(others))
    ranked = sorted(((_likeness(name, other), other) for other in others), reverse=True)
    if not ranked or ranked[0][0] < _NEAR:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _LEAD:
        return None
    return ranked[0][1]


def _likeness(name: str, other: str) -> float:
    """How alike two names are, 0 to 1; case and underscores count for nothing."""
    left, right = (one.replace("_", "").casefold() for one in (name, other))
    return SequenceMatcher(None, left, right, autojunk=False).ratio()
