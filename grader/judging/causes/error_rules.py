"""Rules about errors whose message shows the cause; they name no cause that does not follow from the message.

`cause_of_error` matches the learner's first error with the patterns of `causes.toml`. The detectors handle errors that
need a closer look at the code.

`grader.source.migration_advice` also has patterns of errors. It is a separate table because it belongs to runs: it
explains old code in any cell, even in a given one, and even if no rubric is known. If a cell has such advice, its error
is already explained, so no cause is named for it.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Final

from grader.judging.causes import Cause, ErrorPattern
from grader.judging.causes.facts import Facts, Sign
from grader.model import CellError, CellRun, Run
from grader.source.code_view import WithheldError, quote_code
from grader.source.tree import called_name
from grader.util.text import make_visible, suggest

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
    "reshape": "tf.reshape(…, shape)",
    "squeeze": "tf.squeeze(…)",
    "transpose": "tf.transpose(…)",
    **{word: f"tf.reduce_{word}(…)" for word in ("max", "mean", "min", "sum")},
}

MOST_WORD: Final = 60
"""The most characters of a word that is taken from a message."""
MOST_LINE: Final = 300
"""The most characters of a line of code that patterns look at."""
_FRAME: Final = re.compile(
    r'^(?:-+> (?P<line>\d{1,6}) | {4}File "[^"\n]{1,200}", line (?P<traced>\d{1,6}), in [^\n]{1,100}\*\n)'
    r"(?P<code>[^\n]*)",
    re.MULTILINE,
)
"""The places where a traceback points to a line: IPython's arrow, or a line of a function that TensorFlow traced."""
_TYPES: Final[Mapping[str, str]] = {
    "History": "a History object",
    "NoneType": "None",
    "ResourceVariable": "a variable",
    "bool": "True or False",
    "dict": "a dictionary",
    "float": "a Python number",
    "int": "a whole number",
    "list": "a list",
    "method": "a method",
    "module": "a module",
    "ndarray": "a NumPy array",
    "set": "a set",
    "str": "a string",
    "tuple": "a tuple",
    "type": "a class",
    **dict.fromkeys(["EagerTensor", "SymbolicTensor"], "a tensor"),
    **dict.fromkeys(["builtin_function_or_method", "function"], "a function"),
}
_DTYPES: Final[Mapping[str, str]] = {"double": "float64", "float": "float32", "half": "float16"}


def cause_of_error(facts: Facts, causes: Iterable[Cause]) -> tuple[Cause, Sign] | None:
    """The first cause that the first error of the learner's own cells shows, if all words of the cause are known."""
    if facts.run.own_failure is None:
        return None
    _, _, error = facts.run.own_failure
    number, cell, line = _innermost(facts.run)
    code = cell.source.split("\n")[line - 1 : line] if line else []
    for cause in () if error.advice else causes:
        for pattern in cause.errors:
            words = _words(pattern, error, "".join(code)[:MOST_LINE], facts)
            if words is not None and cause.words <= {"where", *words}:
                return cause, Sign(cell.place(number, line), words)
    return None


def _innermost(run: Run) -> tuple[int, CellRun, int | None]:
    """The last line of the learner's own code in the first error's traceback: its cell's index, the cell, and the
    line's number.

    If a cell calls a function, the traceback continues to the line of the function, which may be in a different cell.
    The rest of a traceback is not trusted: number and text must match a line that the learner wrote.
    """
    assert run.own_failure is not None
    number, cell, error = run.own_failure
    place = number, cell, error.line
    own = {
        (line, text.strip()): (number, cell, line)
        for number, cell in enumerate(run.cells, 1)
        for line, text in enumerate(cell.source.split("\n"), 1)
        if cell.answer and text.strip()
    }
    for frame in _FRAME.finditer(error.traceback):
        place = own.get((int(frame["line"] or frame["traced"]), frame["code"].strip()), place)
    return place


def _words(pattern: ErrorPattern, error: CellError, line: str, facts: Facts) -> dict[str, str] | None:
    """The words of an error that a pattern describes; None if the pattern does not match the error."""
    found = re.search(pattern.message, error.message)
    place = re.search(pattern.line, line)
    if not (re.fullmatch(pattern.name, error.name) and found and place):
        return None
    words = {name: text for name, text in (found.groupdict() | place.groupdict()).items() if text is not None}
    near = _near(words, facts)
    said = {name: _SPELLED.get(name, str)(text) for name, text in words.items()}
    short = {name: text if len(text) <= MOST_WORD else f"{text[:MOST_WORD]}…" for name, text in said.items()}
    return {name: make_visible(text.replace("`", "'")) for name, text in short.items()} | near


def _type(name: str) -> str:
    """A class in words: "a tensor", "a data set"."""
    last = name.rpartition(".")[2]
    if last.endswith(("Dataset", "DatasetV2")):
        return "a data set"
    return _TYPES.get(last, "a NumPy number" if name.startswith("numpy.") else f"an object of the class {last}")


_SPELLED: Final[Mapping[str, Callable[[str], str]]] = {
    "call": lambda name: name.removesuffix(".__init__").removesuffix(".call").rpartition(".")[2],
    **dict.fromkeys(["type", "left", "right"], _type),
    **dict.fromkeys(["found", "wanted"], lambda dtype: _DTYPES.get(dtype, dtype)),
}
"""Maps groups of a pattern to how their text is spelled; other groups keep the message's spelling."""


def _near(words: Mapping[str, str], facts: Facts) -> dict[str, str]:
    """The name, attribute or string of the task or the learner that resembles an unknown one."""
    known: set[str] = set()
    with suppress(WithheldError):
        nodes = (*facts.given.nodes, *facts.solution.nodes)
        if "attribute" in words:
            known = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        elif "choice" in words:
            known = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        elif "name" in words:
            known = {*facts.given.names, *facts.run.evidence.names}
    word = next((words[name] for name in ("attribute", "choice", "name") if name in words), "")
    near = suggest(word, known - {word}, cutoff=0.75)
    return {"near": near} if near else {}


def _errors(facts: Facts) -> Iterator[CellError]:
    """The errors of the learner's own cells, in order."""
    return (cell.error for cell in facts.run.cells if cell.answer and cell.error)


def unknown_keyword(facts: Facts) -> Iterator[Sign]:
    """A keyword that a function does not know, but that resembles a keyword used in the course."""
    known = _KEYWORDS | {
        keyword.arg for call in (*facts.solution.calls, *facts.given.calls) for keyword in call.keywords if keyword.arg
    }
    for error in _errors(facts):
        word = next((found["word"] for one in _KEYWORD if (found := one.search(error.message))), None)
        calls = (call for call in facts.answer.calls if any(keyword.arg == word for keyword in call.keywords))
        call = next(calls, None) if word else None
        near = suggest(word, known - {word}) if word else None
        if word and call and near:
            yield Sign(f"the call of `{called_name(call)}`", {"old": word, "new": near})


def numpy_attribute(facts: Facts) -> Iterator[Sign]:
    """An attribute of NumPy arrays that was looked up on a tensor."""
    for error in _errors(facts):
        found = _ATTRIBUTE.search(error.message)
        if found and found["word"] in _FOR_TENSORS:
            yield Sign(f"`.{found['word']}`", {"function": _FOR_TENSORS[found["word"]]})


def inner_sizes(facts: Facts) -> Iterator[Sign]:
    """A matrix product of matrices whose sizes don't fit, if the reference's only product also multiplies matrices."""
    operators = [
        node for node in facts.solution.nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)
    ]
    if len(operators) + len(facts.solution.calls_to("matmul")) != 1:
        return
    for error in _errors(facts):
        if found := _SIZES.search(error.message):
            left, right = found["left"].split(","), found["right"].split(",")
            words = {"columns": left[-1], "rows": right[0]}
            yield Sign(f"{' by '.join(left)} times {' by '.join(right)}", words)


def tape_asked_twice(facts: Facts) -> Sign | None:
    """A tape from which a gradient was requested a second time."""
    used = any("non-persistent GradientTape" in error.message for error in _errors(facts))
    calls = facts.answer.calls_to("gradient")
    return Sign(quote_code(calls[0])) if used and calls else None


def slice_too_large(facts: Facts) -> Iterator[Sign]:
    """A slice of a data set, in numbers of examples, that goes beyond its end."""
    for error in _errors(facts):
        if found := _SLICE.search(error.message):
            yield Sign(f"the part `{found['slice']}`", {"count": f"{int(found['count']):,}"})
