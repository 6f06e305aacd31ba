"""Which device a learner's function chooses, and on which one a tensor is."""

from collections.abc import Callable, Iterator

import tensorflow as tf

from grader.evidence import Calls, DevicePlacement, Other, Returned, Text
from grader.kernel.time_budget import exception_record

MAX_GPUS = 100
MAX_TEXT = 2_000


def choose_devices(function: Callable[..., object], counts: tuple[int, ...]) -> Calls:
    """A function's results for lists of so many GPUs; a call that raises does not spoil the others."""
    return Calls(results=tuple(_choice(function, list(_gpus(count))) for count in counts))


def text(value: str) -> Text:
    """A learner's text, which may be of a class of its own or hold lone surrogates."""
    return Text(text=str.__getitem__(value, slice(MAX_TEXT)).encode(errors="replace").decode())


def device_placement(value: tf.Tensor | tf.Variable) -> DevicePlacement:
    """The device on which a tensor's numbers lie."""
    return DevicePlacement(device=str(value.device)[:200])


def _choice(function: Callable[..., object], gpus: list[tf.config.PhysicalDevice]) -> Returned:
    try:
        result = function(gpus)
    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 - the learner's function runs in here
        return exception_record(error)
    return text(result) if isinstance(result, str) else Other(kind=type(result).__name__[:200])


def _gpus(count: int) -> Iterator[tf.config.PhysicalDevice]:
    for number in range(min(count, MAX_GPUS)):
        yield tf.config.PhysicalDevice(name=f"/physical_device:GPU:{number}", device_type="GPU")
