"""Rules about errors whose message gives the cause away: they speak only if the cause follows from the message."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Final

from grader.judging.causes.facts import Detector, Facts, Sign
from grader.model import CellError
from grader.source.code_view import quote_code
from grader.source.tree import called_name
from grader.util.text import suggest

_KEYWORD: Final = (
    re.compile(r"got an unexpected keyword argument '(?P<word>\w+)'"),
    re.compile(r"Unrecognized keyword arguments? passed to \w+: \{?'(?P<word>\w+)'"),
    re.compile(r"Argument\(s\) not recognized: \{'(?P<word>\w+)'"),
)
_SIZES: Final = re.compile(r"Matrix size-incompatible: In\[0\]: \[(?P<left>[\d,]+)\], In\[1\]: \[(?P<right>[\d,]+)\]")
_ATTRIBUTE: Final = re.compile(r"(?:Eager|Symbolic)?Tensor'? object has no attribute '(?P<word>\w+)'")
_KEYWORDS: Final = frozenset(
    [
        *("activation", "input_shape", "name", "rate", "return_sequences", "units", "use_bias"),
        *("batch_size", "callbacks", "epochs", "loss", "metrics", "optimizer", "shuffle", "validation_data", "verbose"),
        *("monitor", "patience", "restore_best_weights"),
        *("as_supervised", "image_size", "split", "with_info"),
        *("axis", "dtype", "keepdims", "shape", "transpose_a", "transpose_b"),
    ]
)
_SLICE: Final = re.compile(r"Requested slice (?P<slice>\[-?\d*:-?\d*\]) incompatible with (?P<count>\d+) examples")
_FOR_TENSORS: Final[Mapping[str, str]] = {
    "T": "tf.transpose(…)",
    "astype": "tf.cast(…, dtype)",
    "copy": "tf.identity(…)",
    "dot": "tf.matmul(…, …)",
    "flatten": "tf.reshape(…, [-1])",
    "max": "tf.reduce_max(…)",
    "mean": "tf.reduce_mean(…)",
    "min": "tf.reduce_min(…)",
    "reshape": "tf.reshape(…, shape)",
    "sum": "tf.reduce_sum(…)",
    "squeeze": "tf.squeeze(…)",
    "transpose": "tf.transpose(…)",
}


def _errors(facts: Facts) -> Iterator[CellError]:
    """The errors of the learner's own cells, in order."""
    return (cell.error for cell in facts.run.cells if cell.answer and cell.error)


def unknown_keyword(facts: Facts) -> Sign | None:
    """A keyword that a function does not know, and that resembles one which the course uses."""
    known = _KEYWORDS | {
        one.arg for call in (*facts.solution.calls, *facts.given.calls) for one in call.keywords if one.arg
    }
    for error in _errors(facts):
        word = next((found["word"] for one in _KEYWORD if (found := one.search(error.message))), None)
        calls = (call for call in facts.answer.calls if any(one.arg == word for one in call.keywords))
        call = next(calls, None) if word else None
        near = suggest(word, known - {word}) if word else None
        if word and call and near:
            return Sign(f"the call of `{called_name(call)}`", {"old": word, "new": near})
    return None


def numpy_attribute(facts: Facts) -> Sign | None:
    """An attribute of NumPy's arrays that was asked of a tensor."""
    for error in _errors(facts):
        found = _ATTRIBUTE.search(error.message)
        if found and found["word"] in _FOR_TENSORS:
            return Sign(f"`.{found['word']}`", {"function": _FOR_TENSORS[found["word"]]})
    return None


def inner_sizes(facts: Facts) -> Sign | None:
    """A matrix product of matrices that do not fit, where the reference's only product is one of matrices too."""
    operators = [
        node for node in facts.solution.nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)
    ]
    if len(operators) + len(facts.solution.calls_to("matmul")) != 1:
        return None
    for error in _errors(facts):
        if found := _SIZES.search(error.message):
            left, right = found["left"].split(","), found["right"].split(",")
            words = {"columns": left[-1], "rows": right[0]}
            return Sign(f"{' by '.join(left)} times {' by '.join(right)}", words)
    return None


def tape_asked_twice(facts: Facts) -> Sign | None:
    """A tape that was asked for a gradient though it has given one before."""
    used = any("non-persistent GradientTape" in error.message for error in _errors(facts))
    calls = facts.answer.calls_to("gradient")
    return Sign(quote_code(calls[0])) if used and calls else None


def slice_too_large(facts: Facts) -> Sign | None:
    """A part of a data set, in numbers of examples, that goes beyond its end."""
    for error in _errors(facts):
        if found := _SLICE.search(error.message):
            return Sign(f"the part `{found['slice']}`", {"count": f"{int(found['count']):,}"})
    return None


DETECTORS: Final[Mapping[str, Detector]] = {
    "unknown_keyword": unknown_keyword,
    "numpy_attribute": numpy_attribute,
    "inner_sizes": inner_sizes,
    "tape_asked_twice": tape_asked_twice,
    "slice_too_large": slice_too_large,
}
