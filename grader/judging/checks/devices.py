"""Checks of devices: which device is chosen, with GPUs and without, and whether something was computed on it.

A device has many spellings, such as "/GPU:0", "GPU:0", "/device:GPU:0"; they are parsed here, not compared as strings.
"""

import re
from dataclasses import dataclass
from typing import Self

from grader.evidence import Calls, DevicePlacement, Evidence, Other, Raised, Returned, Tensor, Text
from grader.judging.checks.findings import (
    HIDDEN,
    LONGEST_WORD,
    ValueKind,
    describe,
    error_message,
    fail_finding,
    own_value,
    pass_finding,
    reference_value,
    unusable_finding,
)
from grader.judging.checks.parameters import ChooserName, Devices, PlacedName, ValueName
from grader.model import Finding

_SPELLED = re.compile(
    r"(?:/job:\w+)?(?:/replica:\d+)?(?:/task:\d+)?/?(?:device:)?([cg]pu)(?::(\d{1,4}))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Device:
    """The device that a spelling means."""

    kind: str
    """ "CPU" or "GPU"."""
    number: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The device that a string names; None if TensorFlow knows no device of that name."""
        spelled = _SPELLED.fullmatch(text)
        return cls(spelled[1].upper(), int(spelled[2] or 0)) if spelled else None

    def __str__(self) -> str:
        return f"/{self.kind}:{self.number}"


def device_chosen(learner: Evidence, reference: Evidence, *, of: ChooserName, gpus: list[Devices]) -> Finding:
    """Whether a function of a list of GPUs chooses the device that the reference's chooses, for hidden lists.

    Keys:
        gpus: How many GPUs each list holds, such as `[0, 2]`.

    Raises ValueError if the reference's function names no device.
    """
    expected = reference_value(reference, HIDDEN + of, Calls).results
    if isinstance(seen := own_value(learner, reference, HIDDEN + of, Calls, ValueKind.FUNCTION), Finding):
        return seen
    if len(seen.results) != len(expected):
        return fail_finding(f"`{of}` returned {len(seen.results)} times; it was called {len(expected)} times.")
    for count, result, wanted in zip(gpus, seen.results, map(_own, expected), strict=True):
        if wrong := _misjudged(result, wanted, count):
            actual = result.text[:LONGEST_WORD] if isinstance(result, Text) else describe(result)
            return fail_finding(f"`{of}` {wrong}", expected=f"{wanted}", actual=actual)
    return pass_finding(f"`{of}` chooses the right device, with and without GPUs.")


def device_named(learner: Evidence, reference: Evidence, *, of: ValueName) -> Finding:
    """Whether a string names the same device as the reference's, in any spelling.

    Raises ValueError if the reference's string names no device.
    """
    wanted = _own(reference_value(reference, of, Text))
    if isinstance(seen := own_value(learner, reference, of, Text, ValueKind.TEXT), Finding):
        return seen
    found = _Device.read(seen.text)
    if found == wanted:
        return pass_finding(f"`{of}` names {found}.", expected=f"{wanted}", actual=_quoted(seen.text))
    what = f"names {found}; {wanted} is the right one on this machine" if found else f"is {_unknown(seen.text)}"
    return fail_finding(f"`{of}` {what}.", expected=f"{wanted}", actual=_quoted(seen.text))


def computed_on(learner: Evidence, reference: Evidence, *, of: PlacedName, device: ValueName) -> Finding:
    """Whether a tensor is on the device that a string names.

    Keys:
        device: The name of the learner's string.

    Raises ValueError if the reference's tensor is not on the device that its string names.
    """
    own = _Device.read(reference_value(reference, HIDDEN + of, DevicePlacement).device)
    if own != _own(reference_value(reference, device, Text)):
        raise ValueError(f"the reference's own {of!r} is not on its {device!r}")
    seen, named = learner.seen.get(HIDDEN + of), learner.seen.get(device)
    if isinstance(seen, Tensor):
        what = f"`{of}` is not a tensor, so it is not on a TensorFlow device: compute it with TensorFlow."
        return fail_finding(what, expected="a tensor", actual=seen.kind)
    if not isinstance(seen, DevicePlacement):
        return unusable_finding(learner, reference, HIDDEN + of, ValueKind.TENSOR)
    if not isinstance(named, Text):
        return unusable_finding(learner, reference, device, ValueKind.TEXT)
    found = _Device.read(seen.device)
    right = found is not None and found == _Device.read(named.text)
    judge, but = (pass_finding, "as") if right else (fail_finding, "but")
    what = f"`{of}` is on {found or 'another device'}, {but} `{device}` says {_quoted(named.text)}."
    return judge(what, expected=_quoted(named.text), actual=f"{found}")


def _misjudged(result: Returned, wanted: _Device, count: int) -> str:
    """A clause about a wrong choice for a list of `count` GPUs; empty if the choice is right."""
    given = "an empty list" if count == 0 else f"a list of {count} GPU{'s' if count > 1 else ''}"
    match result:
        case Text(text=text):
            what = _other(text, wanted, count)
            return f"for {given} returns {what}." if what else ""
        case Raised(error=error, message=message):
            return f"for {given} raises {error}: {error_message(message)}"
        case Other(kind="NoneType"):
            return f"for {given} returns nothing: is there a `return`?"
    return f"should return a string; what it returns for {given} is {describe(result)}."


def _other(text: str, wanted: _Device, count: int) -> str:
    """A clause about what a string names instead of the wanted device; empty if it names that device."""
    found = _Device.read(text)
    if found is None:
        return _unknown(text)
    if found.kind != wanted.kind:
        return f"{found}; a {wanted.kind} is expected"
    if found.number >= max(count, 1):
        return f"{found}; they are counted from 0, so the last one is /{found.kind}:{max(count, 1) - 1}"
    return "" if found == wanted else f"{found}; {wanted} is expected"


def _own(wanted: Returned) -> _Device:
    """The device that the reference names."""
    device = _Device.read(wanted.text) if isinstance(wanted, Text) else None
    if device is None:
        raise ValueError(f"the reference names no device but {wanted!r:.200}")
    return device


def _unknown(text: str) -> str:
    return f"{_quoted(text)}, but TensorFlow knows no device with that name"


def _quoted(text: str) -> str:
    return f'"{text[:LONGEST_WORD]}"'
