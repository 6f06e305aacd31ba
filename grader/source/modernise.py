"""Code of TensorFlow 2.0, Keras 2 and old NumPy that no longer runs, spelled as today.

Only what is plain and runs today is changed, on the source text, before the run: a name, a keyword, a wrapped argument.
No line moves, so what an error says of lines stays true. Each change says why, and shows the line as it ran. A name
that the learner defines is the learner's, whatever Keras once had under it. What can't be rewritten raises in the
kernel; `grader.advice` explains that.
"""

import ast
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.source.renamed_apis import (
    ALIASES,
    CALL_KEYWORDS,
    DROPPED,
    METHODS,
    MODULES,
    OPTIMIZERS,
    PATHS,
    RENAMED,
    SAVERS,
    WEIGHTS,
)
from grader.source.syntax import parsed
from grader.source.text_edits import Change, Place, applied, around, attribute, begin, end, keyword, over, without
from grader.source.tfds_splits import spelled

_PASSES = 4
"""A change inside of another waits for the next pass."""
_CONCERNED = (ast.Call, ast.Attribute, ast.BinOp, ast.ImportFrom)
"""The nodes that any rule looks at."""
_LONGEST_PATH = 12
"""Names in a path to something of a library."""
_MOST_VALUES = 5
"""Values of one name that are followed."""
_MOST = 160
"""The longest line that a remark shows, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One spelling that has moved, and what to change."""

    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A cell as it runs today."""

    text: str
    remarks: tuple[str, ...]
    """What was changed and why, a sentence or two each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What names mean in the learner's cells, taken together."""

    aliases: Mapping[str, str]
    """Name to the module or attribute it stands for, Keras' as TensorFlow's."""
    imported: Mapping[str, str]
    """The same, of what these cells import."""
    own: frozenset[str]
    """Functions, methods and classes that the learner defines."""
    assigned: Mapping[str, Sequence[ast.expr]]
    """Name to all that is assigned to it; nothing for a name that is assigned to again and again."""
    unbuilt: frozenset[str]
    """Names of models of a class of the learner's that has no `build` of its own."""

    spelled: Mapping[str, str]
    """Module to the first name under which these cells import it."""

    def dotted(self, node: ast.expr) -> str:
        """What a name or attribute stands for, from its module on; empty for anything else, and for long chains."""
        words: list[str] = []
        while isinstance(node, ast.Attribute) and len(words) < _LONGEST_PATH:
            words.append(node.attr)
            node = node.value
        head = self.aliases.get(node.id, "") if isinstance(node, ast.Name) else ""
        return ".".join([head, *reversed(words)]) if head else ""

    def called(self, module: str) -> str:
        """How a module is spelled in these cells; what imports it where nothing does."""
        return self.spelled.get(module, f"__import__({module!r})")


Rule = Callable[[ast.AST, Words], Iterator[Found]]


def modernise(texts: Sequence[str]) -> tuple[Moved, ...]:
    """The cells of one file, each spelled as today."""
    words = words_of(texts)
    return tuple(_rewritten(text, words) for text in texts)


def words_of(texts: Sequence[str]) -> Words:
    """What the names in these cells mean."""
    nodes = [node for text in texts for statement in parsed(text) or () for node in ast.walk(statement)]
    classes = {node.name for node in nodes if isinstance(node, ast.ClassDef) and _leaves_building(node)}
    assigned: defaultdict[str, list[ast.expr]] = defaultdict(list)
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    assigned[target.id].append(node.value)
    imported = {name: path for node in nodes for name, path in _imported(node)}
    return Words(
        aliases=dict(ALIASES) | imported,
        imported=imported,
        own=frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)),
        assigned={name: values for name, values in assigned.items() if len(values) <= _MOST_VALUES},
        spelled={path: name for name, path in reversed(imported.items())},
        unbuilt=frozenset(name for name, values in assigned.items() if any(_makes(one, classes) for one in values)),
    )


def _makes(value: ast.expr, classes: set[str]) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in classes


def _leaves_building(node: ast.ClassDef) -> bool:
    """Whether a class is a model that does not say how it is built."""
    defined = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    bases = [base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases]
    return "Model" in bases and "call" in defined and "build" not in defined


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    """The names that an import binds, with what they stand for."""
    match node:
        case ast.Import(names=names):
            for one in names:
                if one.asname or "." not in one.name:
                    yield one.asname or one.name, _canonical(one.name)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            for one in names:
                yield one.asname or one.name, _canonical(f"{module}.{one.name}")


def _canonical(path: str) -> str:
    return f"tensorflow.{path}" if path.partition(".")[0] == "keras" else path


def _rewritten(text: str, words: Words) -> Moved:
    remarks: list[str] = []
    lines: dict[int, list[str]] = {}
    for _ in range(_PASSES):
        found = _found(text, words)
        changed = applied(text, [change for one in found for change in one.changes])
        if not found or parsed(changed) is None:
            break
        text = changed
        for one in found:
            lines.setdefault(one.changes[0].begin[0], []).append(one.reason)
    for number, reasons in sorted(lines.items()):
        ran = text.split("\n")[number - 1].strip()
        shown = f"`{ran}`" if len(ran) <= _MOST and "`" not in ran else "today's spelling"
        remarks.append(f"Line {number} ran as {shown}. {' '.join(dict.fromkeys(reasons))}")
    return Moved(text=text, remarks=tuple(remarks))


def _found(text: str, words: Words) -> list[Found]:
    """What has moved in a cell; of two that overlap, the outer one."""
    found: list[Found] = []
    taken: list[tuple[Place, Place]] = []
    nodes = (node for statement in parsed(text) or () for node in ast.walk(statement))
    for node in (node for node in nodes if isinstance(node, _CONCERNED)):
        for one in (found_ for rule in RULES for found_ in rule(node, words)):
            spans = [(change.begin, change.end) for change in one.changes]
            if not any(_overlaps(span, taken) for span in spans):
                found.append(one)
                for span in spans:
                    insort(taken, span)
    return found


def _overlaps(span: tuple[Place, Place], taken: Sequence[tuple[Place, Place]]) -> bool:
    """Whether a span has anything in common with one of those that are taken, which are sorted and have nothing."""
    (a, b), place = span, bisect_left(taken, span)
    return any((a < d and c < b) or (a, b) == (c, d) for c, d in taken[max(place - 2, 0) : place + 2])


def _methods(node: ast.AST, words: Words) -> Iterator[Found]:
    """Methods of models that have another name, or that another one does the work of."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name) as func) if name in METHODS and name not in words.own:
            new, before, after, reason = METHODS[name]
            numpy = words.called("numpy")
            wrapped = around(node, before.format(numpy=numpy), after) if before else ()
            yield Found(reason=reason, changes=(attribute(func, new), *wrapped))


def _renamed(node: ast.AST, words: Words) -> Iterator[Found]:
    """Functions of a module that lie elsewhere today."""
    match node:
        case ast.Attribute(ctx=ast.Load()) if (path := words.dotted(node)) in RENAMED:
            module, new = RENAMED[path]
            spelled_ = f"{words.called(module)}.{new}" if module else new
            reason = f"`{ast.unparse(node)}` is `{spelled_}` today."
            yield Found(reason=reason, changes=(over(node, spelled_),))


def _modules(node: ast.AST, words: Words) -> Iterator[Found]:
    """Modules that were folded into another, as attributes."""
    match node:
        case ast.Attribute(value=ast.Attribute() as inner) if (path := words.dotted(inner)) in MODULES:
            gone, reason = MODULES[path]
            kept: ast.expr = inner
            for _ in range(gone):
                assert isinstance(kept, ast.Attribute)
                kept = kept.value
            yield Found(reason=reason, changes=(Change(begin=end(kept), end=end(inner), text=""),))


def _imports(node: ast.AST, words: Words) -> Iterator[Found]:
    """Modules that were folded into another, in imports."""
    del words
    match node:
        case ast.ImportFrom(module=str(module), names=names, level=0):
            if (path := _canonical(module)) in MODULES:
                gone, reason = MODULES[path]
                there = ast.ImportFrom(module=module.rsplit(".", gone)[0], names=names, level=0)
                yield Found(reason=reason, changes=(over(node, ast.unparse(there)),))
            elif len(names) == 1 and (path := f"{path}.{names[0].name}") in MODULES:
                gone, reason = MODULES[path]
                *head, last = module.split(".") if gone == 1 else module.rsplit(".", 1)[0].split(".")
                alias = ast.alias(name=last, asname=names[0].asname or names[0].name)
                text = f"from {'.'.join(head)} import {ast.unparse(alias)}" if head else f"import {ast.unparse(alias)}"
                yield Found(reason=reason, changes=(over(node, text),))


def _keywords(node: ast.AST, words: Words) -> Iterator[Found]:
    """Keywords with another name, and those that nothing takes any more."""
    if not isinstance(node, ast.Call):
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    family = "optimizer" if name in OPTIMIZERS else name
    if name in words.own:
        return
    for one in node.keywords:
        if new := CALL_KEYWORDS.get((family, one.arg or "")):
            yield Found(reason=f"`{one.arg}` is called `{new}` today.", changes=(keyword(one, new),))
        elif (family, one.arg or "") in DROPPED:
            today = METHODS[name][0] if name in METHODS else name
            yield Found(reason=f"`{today}` takes no `{one.arg}` any more.", changes=(without(node, one),))


def _metrics(node: ast.AST, words: Words) -> Iterator[Found]:
    """A metric that stands alone where a list is asked for."""
    del words
    match node:
        case ast.Call(func=ast.Attribute(attr="compile"), keywords=keywords):
            for one in keywords:
                if one.arg == "metrics" and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str):
                    yield Found(reason="`metrics` has to be a list today.", changes=around(one.value, "[", "]"))


def _learning_rate(node: ast.AST, words: Words) -> Iterator[Found]:
    """`optimizer.lr`."""
    match node:
        case ast.Attribute(value=ast.Attribute(attr="optimizer") | ast.Name(id="optimizer"), attr="lr"):
            if "lr" not in words.own:
                yield Found(reason="`lr` is called `learning_rate` today.", changes=(attribute(node, "learning_rate"),))


def _datasets(node: ast.AST, words: Words) -> Iterator[Found]:
    """Attributes of data sets that have become functions."""
    match node:
        case ast.Attribute(attr="output_types" | "output_shapes" | "output_classes" as name, ctx=ast.Load()):
            if name in words.own or words.dotted(node):
                return
            function = f"{words.called('tensorflow')}.compat.v1.data.get_{name}("
            line, column = end(node)
            cut = Change(begin=end(node.value), end=(line, column), text=")")
            into = Change(begin=begin(node), end=begin(node), text=function)
            yield Found(reason=f"Data sets have no `{name}` any more; `element_spec` tells both.", changes=(into, cut))
        case ast.Call(func=ast.Attribute(attr="make_one_shot_iterator", value=value) as func, args=[], keywords=[]):
            if "make_one_shot_iterator" not in words.own:
                into = Change(begin=begin(func), end=begin(func), text="iter(")
                cut = Change(begin=end(value), end=end(node), text=")")
                yield Found(reason="A data set is simply iterated over today.", changes=(into, cut))


def _splits(node: ast.AST, words: Words) -> Iterator[Found]:
    """Splits of tfds, which are texts today."""
    if isinstance(node, ast.Call | ast.BinOp) and (text := spelled(node, words.dotted)):
        yield Found(reason="Parts of a data set are asked for by a text today.", changes=(over(node, text),))


def _paths(node: ast.AST, words: Words) -> Iterator[Found]:
    """Folders as what a model is saved to or loaded from: files with an ending today."""
    if not isinstance(node, ast.Call) or (where := _path_argument(node, words)) is None:
        return
    ending = ".weights.h5" if _saves_weights(node) else ".keras"
    if _has_no_ending(where, words):
        reason = f"A model is saved to a file whose name ends in `{ending}` today."
        yield Found(reason=reason, changes=_ended(where, ending))


def _path_argument(call: ast.Call, words: Words) -> ast.expr | None:
    """The argument that says where a model is saved, if the call saves or loads one."""
    path = words.dotted(call.func)
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    place = PATHS.get(path) if path else SAVERS.get(name if isinstance(call.func, ast.Attribute) else "")
    if place is None or name in words.own:
        return None
    named = [one.value for one in call.keywords if one.arg == "filepath"]
    return named[0] if named else next(iter(call.args[place : place + 1]), None)


def _saves_weights(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    alone = any(
        one.arg == "save_weights_only" and isinstance(one.value, ast.Constant) and one.value.value is True
        for one in call.keywords
    )
    return name in WEIGHTS or alone


def _has_no_ending(where: ast.expr, words: Words, *, depth: int = 3) -> bool:
    """Whether a path is plainly one without an ending."""
    match where:
        case ast.Constant(value=str(text)):
            return bool(text.strip("./ ")) and "." not in text.rstrip("/").rpartition("/")[2]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()) as last, attr="format")):
            return _has_no_ending(last, words)
        case ast.JoinedStr(values=[*_, ast.Constant() as last]) | ast.BinOp(op=ast.Add(), right=last):
            return _has_no_ending(last, words, depth=depth)
        case ast.Name(id=name) if depth and words.assigned.get(name):
            return all(_has_no_ending(one, words, depth=depth - 1) for one in words.assigned[name])
        case ast.JoinedStr(values=[*_, ast.FormattedValue()]) | ast.Call(func=ast.Name(id="str")):
            return not _names_file(where, words)
    return False


def _names_file(text: ast.expr, words: Words) -> bool:
    """Whether a text is that of a path to a file by its name, such as `folder / "model.keras"`."""
    match text:
        case ast.Call(args=[ast.Name(id=name)]):
            return any(_names_file(one, words) for one in words.assigned.get(name, ()))
        case ast.BinOp(op=ast.Div(), right=ast.Constant(value=str(last))):
            return "." in last
    return False


def _ended(where: ast.expr, ending: str) -> tuple[Change, ...]:
    """The path with an ending."""
    if isinstance(where, ast.Constant) and isinstance(where.value, str):
        return (over(where, repr(where.value.rstrip("/ ") + ending)),)
    before, after = ("", "") if isinstance(where, ast.Name | ast.Call) else ("(", ")")
    return around(where, before, f"{after} + {ending!r}")


def _build(node: ast.AST, words: Words) -> Iterator[Found]:
    """`build` of a model of the learner's own class, which makes no weights today."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="build") as func, args=args, keywords=keywords):
            shape = next(iter([*args, *(one.value for one in keywords)]), None)
            if name not in words.unbuilt or shape is None or len(args) + len(keywords) != 1:
                return
            into = f"({words.called('tensorflow')}.zeros([axis or 1 for axis in "
            cut = Change(begin=end(func.value), end=begin(shape), text=into)
            reason = "`build` makes no weights of a class of one's own any more; a first call does."
            yield Found(reason=reason, changes=(cut, Change(begin=end(shape), end=end(node), text="]))")))


def _cast(node: ast.AST, words: Words) -> Iterator[Found]:
    """`tf.to_float` and its kind."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name) as func, args=[value], keywords=[]):
            kind = {"to_float": "float32", "to_double": "float64", "to_int32": "int32", "to_int64": "int64"}.get(name)
            if kind and words.dotted(func) == f"tensorflow.{name}":
                tf = words.called("tensorflow")
                after = Change(begin=end(value), end=end(value), text=f", {tf}.{kind}")
                yield Found(reason=f"`{name}` is `cast` today.", changes=(attribute(func, "cast"), after))


RULES: tuple[Rule, ...] = (
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
"""Outer ones first: what a rule replaces whole, no later one looks into."""
