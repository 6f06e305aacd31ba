"""Answers by what they compute: a normal form of expressions, and every expression that a text of any kind holds.

Two expressions have one form if they differ in the names of variables, in the order of what is added or multiplied, in
that of keywords, in how a function is reached (`tf.math.exp`, `np.exp`, `exp`, `x.exp()`) or in an operator spelled as
a function (`tf.multiply(a, b)`).
"""

import ast
import io
import json
import re
import textwrap
import tokenize
import warnings
from collections.abc import Iterator
from typing import Any

MODULES = frozenset({"tf", "tensorflow", "np", "numpy", "keras", "layers", "models", "ops", "math", "nn", "linalg"})
"""What stands before a function's own name."""
OPERATORS = {
    "multiply": "Mult",
    "add": "Add",
    "subtract": "Sub",
    "sub": "Sub",
    "divide": "Div",
    "truediv": "Div",
    "matmul": "MatMult",
    "dot": "MatMult",
    "pow": "Pow",
    "power": "Pow",
}
TELLING = 3
"""Calls and operators of an expression that says how an exercise is solved; fewer are in every text on the matter."""
LONGEST = 2_000
"""Characters of a line that is read as prose."""
START = re.compile(r"(?<![\w.])(?:[A-Za-z_]\w*\s*=(?!=)\s*|(?=[A-Za-z_][\w.]*(?:\(|\s*[-+*/@])))")
"""Where an expression may begin in prose: behind an assignment's sign, at a call, or at what an operator follows."""
STEP = re.compile(r"[(*/+@-]")
"""Each call and operator has one."""
QUOTED = re.compile(r"`+([^`\n]+)`+|\"((?:[^\"\\\n]|\\.)+)\"|'((?:[^'\\\n]|\\.)+)'")
MARKS = re.compile(r"^(?:\s|[#>|*-]|\d+\.|\.\.\.|\$|In \[\d*\]:)+")
"""What may stand before code in a comment, a quotation, a list or a session."""


def form(node: ast.AST) -> str:
    """The normal form of an expression."""
    match node:
        case ast.Name():
            found = "_"
        case ast.Constant():
            found = repr(node.value)
        case ast.Attribute():
            found = "_" if _is_module(node.value) else f"{form(node.value)}.{node.attr}"
        case ast.UnaryOp(op=ast.USub()):
            found = f"Neg({form(node.operand)})"
        case ast.BinOp():
            found = _operation(type(node.op).__name__, [form(node.left), form(node.right)])
        case ast.Call():
            found = _call(node)
        case _:
            parts = (_field(value) for _, value in ast.iter_fields(node))
            found = f"{type(node).__name__}({','.join(filter(None, parts))})"
    return found


def _field(value: Any) -> str:
    if isinstance(value, list):
        return f"[{','.join(_field(one) for one in value)}]"
    if isinstance(value, ast.expr_context):
        return ""
    return form(value) if isinstance(value, ast.AST) else str(value or "")


def _is_module(node: ast.AST) -> bool:
    return (isinstance(node, ast.Name) and node.id in MODULES) or (
        isinstance(node, ast.Attribute) and node.attr in MODULES and _is_module(node.value)
    )


def _operation(kind: str, operands: list[str]) -> str:
    if kind == "Sub":
        kind, operands = "Add", [operands[0], f"Neg({operands[1]})"]
    return f"{kind}({','.join(sorted(operands) if kind in {'Add', 'Mult'} else operands)})"


def _call(node: ast.Call) -> str:
    arguments = [form(one) for one in node.args]
    keywords = sorted(f"{one.arg}={form(one.value)}" for one in node.keywords)
    name = form(node.func)
    if isinstance(node.func, ast.Name):
        name = node.func.id
    elif isinstance(node.func, ast.Attribute):
        name = node.func.attr
        if not _is_module(node.func.value):
            arguments.insert(0, form(node.func.value))
    if name in OPERATORS and len(arguments) == 2 and not keywords:
        return _operation(OPERATORS[name], arguments)
    return f"{name}({','.join([*arguments, *keywords])})"


def telling_forms(tree: ast.AST) -> set[str]:
    """The forms of all expressions in a tree that say how something is solved."""
    return {form(node) for node in ast.walk(tree) if isinstance(node, ast.expr) and _is_telling(node)}


def _is_telling(node: ast.expr) -> bool:
    return sum(isinstance(one, ast.Call | ast.BinOp) for one in ast.walk(node)) >= TELLING


def parsed(text: str) -> ast.AST | None:
    """The tree of a text that is Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(textwrap.dedent(text).strip())
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def forms_in(text: str, name: str = "") -> set[str]:
    """The telling forms anywhere in a file's text: its code, comments and strings, or prose with code in it."""
    if name.endswith(".py") and (tree := parsed(text)) is not None:
        strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        texts = [*(one for one in strings if isinstance(one, str)), "\n".join(_comments(text))]
        return telling_forms(tree).union(*map(_forms_in_prose, texts))
    if name.endswith((".json", ".ipynb", ".jsonl")):
        return set().union(*map(_forms_in_prose, _strings_of_json(text)))
    return _forms_in_prose(text)


def _comments(text: str) -> Iterator[str]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token.string.lstrip("# ")
    except (tokenize.TokenError, SyntaxError):
        return


def _strings_of_json(text: str) -> Iterator[str]:
    values = []
    for document in (text, *text.split("\n")):
        try:
            values.append(json.loads(document))
        except (ValueError, RecursionError):
            continue
    while values:
        value = values.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            values += [*value, *value.values()]
        elif isinstance(value, list):
            if value and all(isinstance(one, str) for one in value):
                yield "".join(value)  # a cell's lines
            values += value


def _forms_in_prose(text: str) -> set[str]:
    if not _may_tell(text):
        return set()
    whole = parsed(text)
    trees = [whole] if whole is not None else [parsed(block) for block in re.split(r"```\w*\n|\n\s*\n", text)]
    found = set().union(*(telling_forms(tree) for tree in trees if tree is not None))
    for line in text.split("\n"):
        if len(line) <= LONGEST and _may_tell(line):
            found |= _forms_in_line(line)
    return found


def _may_tell(text: str) -> bool:
    return "(" in text and len(STEP.findall(text)) >= TELLING


def _forms_in_line(line: str) -> set[str]:
    found: set[str] = set()
    bare = MARKS.sub("", line)
    pieces = [bare, *(next(filter(None, groups)) for groups in QUOTED.findall(line))]
    for piece in {one for one in pieces if _may_tell(one)}:
        for begin in {0, *(match.end() for match in START.finditer(piece))}:
            found |= _longest(piece[begin:])
    return found


def _longest(text: str) -> set[str]:
    """The telling forms of the longest beginning of a text that is Python."""
    ends = [len(text), *(match.end() for match in re.finditer(r"[\w)\]](?=[^\w(\[]|$)", text))]
    for end in sorted(set(ends), reverse=True)[:60]:
        if _may_tell(text[:end]) and (tree := parsed(text[:end])) is not None:
            return telling_forms(tree)
    return set()
