"""Rewrites code of TensorFlow 2.0, Keras 2 and old NumPy that no longer runs.

Only plain code that has an equivalent today is changed, in the source text and before the run: a name, a keyword, a
wrapped argument. No line moves, so line numbers in errors stay true. Each change gives its reason, and shows the line
as it ran. A name that the learner defines is the learner's, even if Keras once had a function with this name. What
can't be rewritten raises in the kernel; `grader.source.migration_advice` explains that.

Each rule is one function. It gets a node of the syntax tree and the meanings of the file's names, and yields the
changes that the node needs. The splits of tfds 1, such as `tfds.Split.TRAIN.subsplit(tfds.percent[:80])`, become
today's strings (`modern_split`).
"""

import ast
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise

from grader.source.name_table import (
    CALL_KEYWORDS,
    DROPPED,
    METHODS,
    MODULES,
    ONE_METRIC,
    OPTIMIZERS,
    PATHS,
    RENAMED,
    SAVERS,
    WEIGHTS,
    NameTable,
    canonical_path,
    mentioned_names,
    name_table,
)
from grader.source.records import Change, ChangeKind
from grader.source.syntax import parse_cell
from grader.source.text_edits import (
    TextEdit,
    TextPosition,
    apply_edits,
    end_position,
    remove_keyword,
    rename_attribute,
    rename_keyword,
    replace_node_text,
    start_position,
    surround_node,
)
from grader.source.tree import called_name

_PERCENT = 100
_MAX_SPLITS = 20
"""The most splits in a sum; nobody adds this many."""
Dotted = Callable[[ast.expr], str]
_SPLIT = "tensorflow_datasets.Split."
PARTS = {"TRAIN": ("train",), "TEST": ("test",), "VALIDATION": ("validation",), "ALL": ("train", "test")}
"""Maps each split of tfds 1 to the splits of today."""


def modern_split(node: ast.Call | ast.BinOp, dotted: Dotted) -> str:
    """The string, or list of strings, that replaces a subsplit or a sum of splits; empty for anything else."""
    match node:
        case ast.BinOp(op=ast.Add()):
            splits = list(islice(_added(node, dotted), _MAX_SPLITS))
            return repr("+".join(splits)) if all(splits) and len(splits) < _MAX_SPLITS else ""
        case ast.Call(func=ast.Attribute(value=value, attr="subsplit")) if parts := _parts(value, dotted):
            texts = ["+".join(f"{part}[{one}]" for part in parts) for one in _ranges(node, dotted)]
            if not texts:
                return ""
            return repr(texts[0]) if _is_one(node) else repr(texts)
    return ""


def _parts(value: ast.expr, dotted: Dotted) -> tuple[str, ...]:
    path = dotted(value)
    return PARTS.get(path.removeprefix(_SPLIT), ()) if path.startswith(_SPLIT) else ()


def _added(node: ast.expr, dotted: Dotted) -> Iterator[str]:
    """Yield the splits of a sum; an empty string for each part that is not a split."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _added(node.left, dotted)
        yield from _added(node.right, dotted)
    elif isinstance(node, ast.Call):
        yield modern_split(node, dotted).strip("'") if _is_one(node) else ""
    else:
        yield "+".join(_parts(node, dotted))


def _is_one(call: ast.Call) -> bool:
    """Whether a subsplit is one split and not a list of them."""
    return isinstance(_argument(call), ast.Subscript)


def _argument(call: ast.Call) -> ast.expr | None:
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    return values[0] if len(values) == 1 else None


def _ranges(call: ast.Call, dotted: Dotted) -> list[str]:
    """The ranges that a subsplit asks for, in the notation of tfds: ":80%", "80%:"."""
    match _argument(call):
        case ast.Subscript(value=percent, slice=ast.Slice(lower=low, upper=high, step=None)):
            ends = [_end(low), _end(high)]
            is_percent = dotted(percent) == "tensorflow_datasets.percent"
            return [":".join(ends)] if is_percent and "?" not in ends else []
        case ast.Constant(value=int(count)) if 0 < count <= _PERCENT:
            return _weighted([1] * count)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            weights = [element.value for element in elements if isinstance(element, ast.Constant)]
            plain = [weight for weight in weights if isinstance(weight, int) and weight > 0]
            return _weighted(plain) if plain and len(plain) == len(elements) else []
    return []


def _end(node: ast.expr | None) -> str:
    """One end of a slice of percents; a question mark if it is not a plain number."""
    match node:
        case None:
            return ""
        case ast.Constant(value=int(number)) | ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))) if (
            number <= _PERCENT
        ):
            return f"{'-' if isinstance(node, ast.UnaryOp) else ''}{number}%"
    return "?"


def _weighted(weights: Sequence[int]) -> list[str]:
    total = sum(weights)
    ends = [round(_PERCENT * end / total) for end in accumulate(weights, initial=0)]
    texts = ["" if end in {0, _PERCENT} else f"{end}%" for end in ends]
    return [f"{low}:{high}" for low, high in pairwise(texts)]


_CASTS = {"to_float": "float32", "to_double": "float64", "to_int32": "int32", "to_int64": "int64"}


@dataclass(frozen=True, slots=True)
class ApiChange:
    """An outdated spelling, and what to change."""

    reason: str
    changes: tuple[TextEdit, ...]


ModernisingRule = Callable[[ast.AST, NameTable], Iterator[ApiChange]]


def _methods(node: ast.AST, table: NameTable) -> Iterator[ApiChange]:
    """Replace methods of models that were renamed, or whose work a different method now does."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name) as func) if name in METHODS and name not in table.own:
            new, before, after, reason = METHODS[name]
            numpy = table.module_spelling("numpy")
            wrapped = surround_node(node, before.format(numpy=numpy), after) if before else ()
            yield ApiChange(reason, (rename_attribute(func, new), *wrapped))


def _renamed(node: ast.AST, table: NameTable) -> Iterator[ApiChange]:
    """Replace functions of a module that have moved."""
    match node:
        case ast.Attribute(ctx=ast.Load()) if (path := table.dotted_path(node)) in RENAMED:
            module, new = RENAMED[path]
            spelled_ = f"{table.module_spelling(module)}.{new}" if module else new
            reason = f"`{ast.unparse(node)}` is `{spelled_}` today."
            yield ApiChange(reason, (replace_node_text(node, spelled_),))


def _modules(node: ast.AST, table: NameTable) -> Iterator[ApiChange]:
    """Replace modules that were merged into a different one, when used as attributes."""
    match node:
        case ast.Attribute(value=ast.Attribute() as inner) if (path := table.dotted_path(inner)) in MODULES:
            gone, reason = MODULES[path]
            kept: ast.expr = inner
            for _ in range(gone):
                assert isinstance(kept, ast.Attribute)
                kept = kept.value
            yield ApiChange(reason, (TextEdit(begin=end_position(kept), end=end_position(inner), text=""),))


def _imports(node: ast.AST, table: NameTable) -> Iterator[ApiChange]:
    """Replace modules that were merged into a different one, in imports."""
    del table
    match node:
        case ast.ImportFrom(module=str(module), names=names, level=0):
            if (path := canonical_path(module)) in MODULES:
                gone, reason = MODULES[path]
                there = ast.ImportFrom(module=module.rsplit(".", gone)[0], names=names, level=0)
                yield ApiChange(reason, (replace_node_text(node, ast.unparse(there)),))
            elif len(names) == 1 and (path := f"{path}.{names[0].name}") in MODULES:
                gone, reason = MODULES[path]
                *head, last = module.split(".") if gone == 1 else module.rsplit(".", 1)[0].split(".")
                alias = ast.alias(name=last, asname=names[0].asname or names[0].name)
                text = f"from {'.'.join(head)} import {ast.unparse(alias)}" if head else f"import {ast.unparse(alias)}"
                yield ApiChange(reason, (replace_node_text(node, text),))


def _keywords(node: ast.AST, table: NameTable) -> Iterator[ApiChange]:
    """Replace keywords that were renamed, and remove those that no longer exist."""
    if not isinstance(node, ast.Call):
        return
    name = called_name(node)
    family = "optimizer" if name in OPTIMIZERS else name
    if name in table.own:
        return
    for keyword in node.keywords:
        if new := CALL_KEYWORDS.get((family, keyword.arg or "")):
            yield ApiChange(f"`{keyword.arg}` is called `{new}` today.", (rename_keyword(keyword, new),))
        elif (family, keyword.arg or "") in DROPPED:
            today = METHODS[name][0] if name in METHODS else name
            yield ApiChange(f"`{today}` takes no `{keyword.arg}` any more.", (remove_keyword(node, keyword),))


def _metrics(node: ast.AST, table: NameTable) -> Iterator[ApiChange]:
    """Put a single metric into a list if a list is required."""
    del table
    match node:
        case ast.Call(func=ast.Attribute(attr="compile"), keywords=keywords):
            for one in keywords:
                if one.arg == "metrics" and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str):
                    yield ApiChange("`metrics` has to be a list today.", surround_node(one.value, "[", "]"))


def _learning_rate(node: ast.AST, table: NameTable) -> Iterator[ApiChange]:
    """Replace `optimizer.lr`."""
    match node:
        case ast.Attribute(value=ast.Attribute(attr="optimizer") | ast.Name(id="optimizer"), attr="lr"):
            if "lr" not in table.own:
                yield ApiChange("`lr` is called `learning_rate` today.", (rename_attribute(node, "learning_rate"),))


def _datasets(node: ast.AST, table: NameTable) -> Iterator[ApiChange]:
    """Replace attributes of data sets that have become functions."""
    match node:
        case ast.Attribute(attr="output_types" | "output_shapes" | "output_classes" as name, ctx=ast.Load()):
            if name in table.own or table.dotted_path(node):
                return
            function = f"{table.module_spelling('tensorflow')}.compat.v1.data.get_{name}("
            cut = TextEdit(begin=end_position(node.value), end=end_position(node), text=")")
            into = TextEdit(begin=start_position(node), end=start_position(node), text=function)
            yield ApiChange(f"Data sets have no `{name}` any more; `element_spec` tells both.", (into, cut))
        case ast.Call(func=ast.Attribute(attr="make_one_shot_iterator", value=value) as func, args=[], keywords=[]):
            if "make_one_shot_iterator" not in table.own:
                into = TextEdit(begin=start_position(func), end=start_position(func), text="iter(")
                cut = TextEdit(begin=end_position(value), end=end_position(node), text=")")
                yield ApiChange("A data set is simply iterated over today.", (into, cut))


def _splits(node: ast.AST, table: NameTable) -> Iterator[ApiChange]:
    """Replace splits of tfds by today's strings."""
    if isinstance(node, ast.Call | ast.BinOp) and (text := modern_split(node, table.dotted_path)):
        yield ApiChange("Parts of a data set are asked for by a text today.", (replace_node_text(node, text),))


def _paths(node: ast.AST, table: NameTable) -> Iterator[ApiChange]:
    """Give file extensions to folders in which a model is saved or from which it is loaded."""
    if not isinstance(node, ast.Call) or (where := _path_argument(node, table)) is None:
        return
    ending = ".weights.h5" if _saves_weights(node) else ".keras"
    if _has_no_ending(where, table):
        reason = f"A model is saved to a file whose name ends in `{ending}` today."
        yield ApiChange(reason, _ended(where, ending))


def _path_argument(call: ast.Call, table: NameTable) -> ast.expr | None:
    """The argument with the path of a model, if the call saves or loads one."""
    path = table.dotted_path(call.func)
    name = called_name(call)
    place = PATHS.get(path) if path else SAVERS.get(name if isinstance(call.func, ast.Attribute) else "")
    if place is None or name in table.own:
        return None
    named = [keyword.value for keyword in call.keywords if keyword.arg == "filepath"]
    return named[0] if named else next(iter(call.args[place : place + 1]), None)


def _saves_weights(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    alone = any(
        keyword.arg == "save_weights_only" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        for keyword in call.keywords
    )
    return name in WEIGHTS or alone


def _has_no_ending(where: ast.expr, table: NameTable, *, depth: int = 3) -> bool:
    """Whether a path plainly has no extension."""
    match where:
        case ast.Constant(value=str(text)):
            return bool(text.strip("./ ")) and "." not in text.rstrip("/").rpartition("/")[2]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()) as last, attr="format")):
            return _has_no_ending(last, table)
        case ast.JoinedStr(values=[*_, ast.Constant() as last]) | ast.BinOp(op=ast.Add(), right=last):
            return _has_no_ending(last, table, depth=depth)
        case ast.Name(id=name) if depth and table.assigned.get(name):
            return all(_has_no_ending(one, table, depth=depth - 1) for one in table.assigned[name])
    return _is_folder(where, table)


def _is_folder(path: ast.expr, table: NameTable) -> bool:
    """Whether a path built from the values of names has no extension; false if it is unknown."""
    match path:
        case ast.JoinedStr(values=[*_, ast.FormattedValue(value=value)]):
            parts = _last_parts(value, table) if isinstance(value, ast.Name) else ["a number, or the like"]
            return bool(parts) and not any("." in part for part in parts)
        case ast.Call(func=ast.Name(id="str"), args=[ast.Name() as name]):
            parts = _last_parts(name, table)
            return bool(parts) and all(part and "." not in part for part in parts)
    return False


def _last_parts(name: ast.Name, table: NameTable) -> list[str]:
    return [_last_part(one) for one in table.assigned.get(name.id, ())]


def _last_part(path: ast.expr) -> str:
    """The last name of a path as written, such as `folder / "model.keras"`; empty if it is computed."""
    match path:
        case ast.Constant(value=str(text)):
            return text.rstrip("/").rpartition("/")[2]
        case ast.BinOp(op=ast.Div(), right=last) | ast.Call(args=[*_, last]):
            return _last_part(last)
    return ""


def _ended(where: ast.expr, ending: str) -> tuple[TextEdit, ...]:
    """The edits that give a path an extension."""
    if isinstance(where, ast.Constant) and isinstance(where.value, str):
        return (replace_node_text(where, repr(where.value.rstrip("/ ") + ending)),)
    before, after = ("", "") if isinstance(where, ast.Name | ast.Call) else ("(", ")")
    return surround_node(where, before, f"{after} + {ending!r}")


def _build(node: ast.AST, table: NameTable) -> Iterator[ApiChange]:
    """Replace `build` of a model of the learner's own class, which makes no weights today."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="build") as func, args=args, keywords=keywords):
            shape = next(iter([*args, *(keyword.value for keyword in keywords)]), None)
            if name not in table.unbuilt or shape is None or len(args) + len(keywords) != 1:
                return
            into = f"({table.module_spelling('tensorflow')}.zeros([axis or 1 for axis in "
            cut = TextEdit(begin=end_position(func.value), end=start_position(shape), text=into)
            end = TextEdit(begin=end_position(shape), end=end_position(node), text="]))")
            yield ApiChange("`build` makes no weights of a class of one's own any more; a first call does.", (cut, end))


def _cast(node: ast.AST, table: NameTable) -> Iterator[ApiChange]:
    """Replace `tf.to_float` and similar functions."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name) as func, args=[value], keywords=[]):
            kind = _CASTS.get(name)
            if kind and table.dotted_path(func) == f"tensorflow.{name}":
                tf = table.module_spelling("tensorflow")
                after = TextEdit(begin=end_position(value), end=end_position(value), text=f", {tf}.{kind}")
                yield ApiChange(f"`{name}` is `cast` today.", (rename_attribute(func, "cast"), after))


RULES: tuple[ModernisingRule, ...] = (
    _splits,
    _build,
    _methods,
    _cast,
    _renamed,
    _modules,
    _imports,
    _metrics,
    _keywords,
    _learning_rate,
    _datasets,
    _paths,
)
"""The rules, outer ones first: no later rule looks inside code that an earlier rule replaces."""

CONCERNED_NAMES = frozenset(
    [
        *METHODS,
        *SAVERS,
        *_CASTS,
        *(path.rpartition(".")[2] for path in (*RENAMED, *MODULES, *PATHS)),
        *(key for _, key in (*CALL_KEYWORDS, *DROPPED)),
        *(ONE_METRIC, "lr", "build", "subsplit", "make_one_shot_iterator"),
        *("output_types", "output_shapes", "output_classes"),
        *PARTS,
    ]
)
"""The names that concern the rules: a cell without any of them needs no rule."""


_PASSES = 4
"""The number of passes: a change inside a different change waits for the next pass."""
_CONCERNED = (ast.Call, ast.Attribute, ast.BinOp, ast.ImportFrom)
"""The kinds of nodes that any rule looks at."""
_MOST = 160
"""The longest line that is shown with a change, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModernisedCell:
    """A cell in the form that runs today."""

    text: str
    changes: tuple[Change, ...]
    """The changes and their reasons, line by line."""


def modernise(texts: Sequence[str]) -> tuple[ModernisedCell, ...]:
    """The cells of one file, each rewritten for today."""
    table = name_table(texts)
    imports = any(path.rpartition(".")[2] in CONCERNED_NAMES for path in table.imported.values())
    return tuple(
        _rewritten(text, table)
        if imports or mentioned_names(text) & CONCERNED_NAMES
        else ModernisedCell(text=text, changes=())
        for text in texts
    )


def _rewritten(text: str, table: NameTable) -> ModernisedCell:
    made: list[Change] = []
    lines: dict[int, list[str]] = {}
    for _ in range(_PASSES):
        if not (found := _found(text, table)):
            break
        changed = apply_edits(text, [change for one in found for change in one.changes])
        if parse_cell(changed) is None:
            break
        text = changed
        for one in found:
            lines.setdefault(one.changes[0].begin[0], []).append(one.reason)
    for number, reasons in sorted(lines.items()):
        ran = text.split("\n")[number - 1].strip()
        shown = f"`{ran}`" if len(ran) <= _MOST and "`" not in ran else "today's spelling"
        sentence = f"Line {number} ran as {shown}. {' '.join(dict.fromkeys(reasons))}"
        made.append(Change(kind=ChangeKind.MODERNISED, sentence=sentence, line=number))
    return ModernisedCell(text=text, changes=tuple(made))


def _found(text: str, table: NameTable) -> list[ApiChange]:
    """The outdated code in a cell; if two pieces overlap, only the outer one."""
    found: list[ApiChange] = []
    taken: list[tuple[TextPosition, TextPosition]] = []
    nodes = (node for statement in parse_cell(text) or () for node in ast.walk(statement))
    for node in (node for node in nodes if isinstance(node, _CONCERNED)):
        for one in (found_ for rule in RULES for found_ in rule(node, table)):
            spans = [(change.begin, change.end) for change in one.changes]
            if not any(_overlaps(span, taken) for span in spans):
                found.append(one)
                for span in spans:
                    insort(taken, span)
    return found


def _overlaps(span: tuple[TextPosition, TextPosition], taken: Sequence[tuple[TextPosition, TextPosition]]) -> bool:
    """Whether a span overlaps one of the taken spans, which are sorted and do not overlap."""
    (a, b), place = span, bisect_left(taken, span)
    return any((a < d and c < b) or (a, b) == (c, d) for c, d in taken[max(place - 2, 0) : place + 2])
