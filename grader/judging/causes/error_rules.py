"""Rules about errors whose message gives the cause away: they speak only if the cause follows from the message."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Final

from grader.judging.causes.facts import Facts, Rule, Sign
from grader.model import CellError
from grader.source.code_view import (
    Code,
    quote_code,
)
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
        "activation",
        "batch_size",
        "callbacks",
        "epochs",
        "input_shape",
        "loss",
        "metrics",
        "monitor",
        "name",
        "optimizer",
        "patience",
        "restore_best_weights",
        "shuffle",
        "units",
        "use_bias",
        "validation_data",
        "verbose",
        "rate",
        "dtype",
        "shape",
        "axis",
        "keepdims",
        "split",
        "as_supervised",
        "with_info",
        "return_sequences",
        "transpose_a",
        "transpose_b",
        "image_size",
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
        call = _call_with(facts.answer, word) if word else None
        near = suggest(word, known - {word}) if word else None
        if word and call and near:
            return Sign(f"`{word}`", {"keyword": near, "call": called_name(call)})
    return None


def _call_with(code: Code, keyword: str) -> ast.Call | None:
    return next((call for call in code.calls if any(one.arg == keyword for one in call.keywords)), None)


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
        found = _SIZES.search(error.message)
        if found:
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


_EFFECTS: Final = frozenset(
    [
        "not_built",
        "not_flattened",
        "layer_missing",
        "layer_extra",
        "layer_size",
        "layers_swapped",
        "hidden_activation",
        "output_activation",
        "output_squashed",
        "other_model",
        "loss_mismatch",
        "metrics_missing",
        "other_optimizer",
        "other_epochs",
        "history_not_kept",
        "incomplete_answer",
        "result_dropped",
        "biases_off",
        "dropout_misplaced",
        "dropout_rate",
        "step_missing",
        "setting_missing",
        "other_setting",
    ]
)

ERRORS: Final = (
    Rule(
        name="unknown_keyword",
        lessons=(),
        message="It looks as if a keyword is misspelt: {where} in the call of `{call}`.",
        ask="What does the last line of the error say?",
        tip="A function knows its keywords by their exact spelling. {call} knows none called {where}.",
        fix="Write {keyword} in place of {where}.",
        detector=unknown_keyword,
        before=_EFFECTS,
    ),
    Rule(
        name="numpy_attribute",
        lessons=("07_numpy",),
        message="It looks as if {where} was asked of a tensor; only NumPy's arrays have it.",
        ask="What does the error say about the kind of object, and what about its attribute?",
        tip="TensorFlow has functions for most of what NumPy has methods for.",
        fix="Use {function} in place of {where}.",
        detector=numpy_attribute,
        before=_EFFECTS,
    ),
    Rule(
        name="inner_sizes",
        lessons=("05_single_layer", "06_multi_layer"),
        message="It looks as if two matrices were multiplied whose sizes do not fit: {where}.",
        ask="What are the shapes of the two matrices that you multiply?",
        tip="The first matrix has {columns} columns, the second one {rows} rows. These two must be equal.",
        fix="Look at the shapes again: which matrix has to be transposed, or which one belongs there?",
        detector=inner_sizes,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="tape_asked_twice",
        lessons=("19_autodiff",),
        message="It looks as if a tape was asked for a gradient that it had given one before: {where}.",
        ask="Which tape recorded your computation, and which one do you ask?",
        tip="A tape gives one gradient. The tape of the worked example has given its own already.",
        fix="Ask the tape that stands in your own with line, and ask it once.",
        detector=tape_asked_twice,
        before=frozenset(["incomplete_answer", "gradient_unwatched"]),
    ),
    Rule(
        name="slice_too_large",
        lessons=(),
        message="It looks as if {where} was asked of a data set that has only {count} examples here.",
        ask="How many examples does the data set hold where your file was run just now?",
        tip="The copy of a data set that comes with a course may hold fewer examples than the one on the internet.",
        fix="Say in percent which part you want, not in numbers of examples. Percents are right for every copy.",
        detector=slice_too_large,
        before=_EFFECTS,
    ),
)
