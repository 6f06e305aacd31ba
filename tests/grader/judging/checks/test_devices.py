"""Checks of which device is chosen, and whether something is there."""

import numpy as np
import pytest

from grader.evidence import (
    VERSION,
    Absent,
    Array,
    Calls,
    DevicePlacement,
    Evidence,
    Observation,
    Other,
    Raised,
    Returned,
    Tensor,
    Text,
)
from grader.judging.checks.devices import computed_on, device_chosen, device_named
from grader.model import Finding, Verdict

CPU = "/job:localhost/replica:0/task:0/device:CPU:0"

CASES = {
    "device_chosen": {"of": "chosen", "gpus": [0, 2]},
    "device_named": {"of": "named"},
    "computed_on": {"of": "placed", "device": "named"},
}
"""The checks, with parameters under which `SEEN` is a reference that they can judge by."""
SEEN = {
    "hidden/chosen": Calls(results=(Text(text="/CPU:0"), Text(text="/GPU:0"))),
    "named": Text(text="/CPU:0"),
    "hidden/placed": DevicePlacement(device=CPU),
}


def evidence_of(**seen: Observation) -> Evidence:
    return Evidence(
        version=VERSION, seen={name.replace("hidden_", "hidden/"): one for name, one in seen.items()}, names={}
    )


def text(value: str) -> Text:
    return Text(text=value)


def chosen(*results: Returned) -> Finding:
    reference = Calls(results=(text("/CPU:0"), text("/GPU:0"), text("/GPU:0")))
    return device_chosen(
        evidence_of(hidden_f=Calls(results=results)), evidence_of(hidden_f=reference), of="f", gpus=[0, 1, 3]
    )


def named(own: Observation) -> Finding:
    return device_named(evidence_of(d=own), evidence_of(d=text("/CPU:0")), of="d")


def placed(own: Observation, device: Observation) -> Finding:
    reference = evidence_of(hidden_y=DevicePlacement(device=CPU), d=text("/CPU:0"))
    return computed_on(evidence_of(hidden_y=own, d=device), reference, of="y", device="d")


@pytest.mark.parametrize("cpu", ["/CPU:0", "CPU:0", "/device:CPU:0", "/cpu:0", "cpu", CPU])
@pytest.mark.parametrize("gpu", ["/GPU:0", "/device:GPU:0", "gpu:0", "GPU"])
def test_every_spelling_of_a_device(cpu: str, gpu: str) -> None:
    """TensorFlow knows many spellings of one device; all of them are right."""
    assert chosen(text(cpu), text(gpu), text(gpu)).verdict is Verdict.PASS
    assert named(text(cpu)).verdict is Verdict.PASS
    assert placed(DevicePlacement(device=CPU), text(cpu)).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("results", "message"),
    [
        ((text("/CPU:0"),) * 3, "`f` for a list of 1 GPU returns /CPU:0; a GPU is expected."),
        ((text("/GPU:0"),) * 3, "`f` for an empty list returns /GPU:0; a CPU is expected."),
        (
            (text("/CPU:0"), text("/GPU:1"), text("/GPU:1")),
            "`f` for a list of 1 GPU returns /GPU:1; they are counted from 0, so the last one is /GPU:0.",
        ),
        (
            (text("/CPU:0"), text("/GPU:0"), text("/GPU:2")),
            "`f` for a list of 3 GPUs returns /GPU:2; /GPU:0 is expected.",
        ),
        (
            (text("/CPU:0"), text("/GPU:0"), text("/CPU:0")),
            "`f` for a list of 3 GPUs returns /CPU:0; a GPU is expected.",
        ),
        (
            (text("/CPU:0"), text("/physical_device:GPU:0"), text("/GPU:0")),
            '`f` for a list of 1 GPU returns "/physical_device:GPU:0", but TensorFlow knows no device with that name.',
        ),
        ((Other(kind="NoneType"),) * 3, "`f` for an empty list returns nothing: is there a `return`?"),
        (
            (Other(kind="LogicalDevice"),) * 3,
            "`f` should return a string; what it returns for an empty list is of type `LogicalDevice`.",
        ),
        ((Raised(error="IndexError", message="no"),) * 3, "`f` for an empty list raises IndexError: no"),
        ((), "`f` returned 0 times; it was called 3 times."),
    ],
)
def test_a_wrong_choice_is_reported_with_the_number_of_gpus(results: tuple[Returned, ...], message: str) -> None:
    """What was chosen is said, and for how many GPUs."""
    finding = chosen(*results)

    assert (finding.verdict, finding.message) == (Verdict.FAIL, message)


def test_the_device_expected_is_named_with_its_number() -> None:
    """The last GPU is a GPU too; only the number says what is wrong with it."""
    finding = chosen(text("/CPU:0"), text("/GPU:0"), text("/GPU:2"))

    assert (finding.expected, finding.actual) == ("/GPU:0", "/GPU:2")


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (text("/GPU:0"), "`d` names /GPU:0; /CPU:0 is the right one on this machine."),
        (text("the CPU"), '`d` is "the CPU", but TensorFlow knows no device with that name.'),
        (Other(kind="ellipsis"), "`d` is still the blank `...`."),
        (Other(kind="PhysicalDevice"), "`d` is of type `PhysicalDevice`; a string is expected."),
        (Absent(), "`d` is not defined."),
    ],
)
def test_only_a_device_name_that_tensorflow_knows_passes(own: Observation, message: str) -> None:
    """A name of a device is a text that TensorFlow knows, and means the one to choose."""
    assert (named(own).verdict, named(own).message) == (Verdict.FAIL, message)


@pytest.mark.parametrize(
    ("own", "device", "message"),
    [
        (DevicePlacement(device=CPU), "/GPU:0", '`y` is on /CPU:0, but `d` says "/GPU:0".'),
        (DevicePlacement(device=""), "/CPU:0", '`y` is on another device, but `d` says "/CPU:0".'),
        (
            Tensor(kind="array", array=Array.from_values(np.ones(2))),
            "/CPU:0",
            "`y` is not a tensor, so it is not on a TensorFlow device: compute it with TensorFlow.",
        ),
        (Absent(), "/CPU:0", "`y` is not defined."),
    ],
)
def test_a_tensor_on_another_device_fails(own: Observation, device: str, message: str) -> None:
    """Where TensorFlow put a tensor is compared with what the learner's own text says."""
    assert (placed(own, text(device)).verdict, placed(own, text(device)).message) == (Verdict.FAIL, message)


def test_references_that_cannot_serve_as_a_measure() -> None:
    """A reference that names no device, or whose result is elsewhere, is the instructor's mistake."""
    with pytest.raises(ValueError, match="the reference names no device"):
        device_named(evidence_of(d=text("here")), evidence_of(d=text("here")), of="d")
    elsewhere = evidence_of(hidden_y=DevicePlacement(device=CPU), d=text("/GPU:0"))
    with pytest.raises(ValueError, match="is not on its 'd'"):
        computed_on(elsewhere, elsewhere, of="y", device="d")
