"""Numbers and texts that nobody computed, as code."""

import base64
import zlib
from collections.abc import Mapping

import numpy as np

from grader.evidence import Array, Tensor
from grader.verification.lazy.answer import Style

FEW = 12
"""The most numbers that are written down one by one; more are packed."""
MANY = 4_096
"""The most numbers that are typed in at all."""

_FLOATING: Mapping[Style, str] = {
    Style.ZEROS: "np.zeros({shape}, {dtype!r})",
    Style.ONES: "np.ones({shape}, {dtype!r})",
    Style.NAN: "np.full({shape}, np.nan, {dtype!r})",
    Style.NOISE: "np.random.uniform(0, 1, {shape}).astype({dtype!r})",
}
_WHOLE: Mapping[Style, str] = {
    **_FLOATING,
    Style.NAN: _FLOATING[Style.ZEROS],
    Style.NOISE: "np.random.randint(0, 10, {shape}).astype({dtype!r})",
}


def array_code(shape: tuple[int, ...], dtype: str, style: Style) -> str:
    """NumPy code for an array of that shape and dtype; where the style is none of numbers, noise."""
    forms = _FLOATING if np.issubdtype(np.dtype(dtype), np.floating) else _WHOLE
    return forms.get(style, forms[Style.NOISE]).format(shape=shape, dtype=dtype)


def tensor(seen: Tensor, style: Style) -> str:
    """Code for a value of the same kind, shape and dtype."""
    if style is Style.TYPED and is_typeable(seen):
        return convert_kind(seen, literal(seen.array))
    return convert_kind(seen, array_code(seen.array.shape, seen.array.dtype, style))


def is_typeable(seen: Tensor) -> bool:
    """Whether somebody could write the value down."""
    return seen.array.data is not None and int(np.prod(seen.array.shape)) <= MANY


def literal(array: Array) -> str:
    """NumPy code with the very values in it."""
    values = array.numpy()
    if values.size > FEW:
        packed = base64.b64encode(zlib.compress(values.tobytes(), 9)).decode()
        unpacked = f'zlib.decompress(base64.b64decode("{packed}"))'
        return f"np.frombuffer({unpacked}, {array.dtype!r}).reshape({array.shape})"
    listed = repr(values.tolist()).replace("nan", "np.nan").replace("inf", "np.inf")
    return f"np.array({listed}, {array.dtype!r})"


def convert_kind(seen: Tensor, code: str) -> str:
    """Code for a NumPy array as code for a tensor, a variable, a number, as the kind has it."""
    match seen.kind:
        case "tensor":
            return f"tf.constant({code})"
        case "variable":
            return f"tf.Variable({code})"
        case "number":
            return f"{code}[()]"
        case "list":
            return f"{code}.tolist()"
    return code
