"""The check of what kind of thing a value is: a tensor, a NumPy array, an object of some class."""

from collections.abc import Mapping

from grader.checks.findings import ValueKind, describe, fail_finding, pass_finding, unusable_finding
from grader.checks.parameters import ValueName
from grader.evidence import Absent, Evidence, Observation, Other, Raised, Tensor
from grader.model import Finding

_KINDS: Mapping[str, str] = {
    "tensor": "a tensor",
    "variable": "a variable",
    "array": "a NumPy array",
}
_PLAIN: Mapping[str, str] = {"number": "a plain number", "list": "a list"}
"""Kinds whose numbers have no dtype that anybody chose."""


def value_kind(learner: Evidence, reference: Evidence, *, of: ValueName) -> Finding:
    """Whether a value is the kind of thing that the reference's is: a tensor, a NumPy array, an object of a class.

    Tensors and arrays must also have the same dtype. A value without numbers is recognised by its class.
    """
    wanted = reference.seen.get(of)
    if not isinstance(wanted, Tensor | Other):
        raise ValueError(f"the reference shows no value as {of!r}; it shows {wanted!r:.200}")  # noqa: TRY004 - as in `sight`
    seen = learner.seen.get(of)
    if seen is None or isinstance(seen, Absent | Raised) or seen == Other(kind="ellipsis"):
        return unusable_finding(learner, reference, of, ValueKind.ANYTHING)
    expected, actual = _kind(wanted), _kind(seen)
    if actual == expected:
        return pass_finding(f"`{of}` is {actual}.", expected=expected, actual=actual)
    what = f"`{of}` is {actual}; {expected} is expected."
    return fail_finding(what, expected=expected, actual=actual)


def _kind(seen: Observation) -> str:
    """What kind of thing it is, with its article: "a NumPy array of float64", "an object of type `DatasetInfo`"."""
    if isinstance(seen, Tensor) and seen.kind in _PLAIN:
        return _PLAIN[seen.kind]
    if isinstance(seen, Tensor):
        return f"{_KINDS[seen.kind]} of {seen.array.dtype}"
    noun = describe(seen)
    return f"an object {noun}" if noun.startswith("of type") else noun
