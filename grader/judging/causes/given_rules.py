"""Rules about what the exercise gives: code that was changed or removed, and values that are bound again."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from grader.judging.causes.facts import Facts, Sign
from grader.judging.causes.values import same_observation
from grader.source.code_view import receiver, root
from grader.source.tree import (
    MOST_QUOTED,
    Definition,
    called_name,
    children,
    is_stored,
    loaded_names,
    meaning,
    names_of,
    parameter_names,
    stored_names,
    walk,
    written_code,
)

_SHOWS: Final = frozenset(["display", "print", "seed", "set_random_seed", "set_seed", "show", "summary"])
"""Functions that only show something, or otherwise have no effect on what a task checks."""
_STYLE: Final = frozenset(["cmap", "figsize", "label", "name", "seed", "title", "verbose"])
"""Keywords that have no effect on what a task checks."""
_ALIKE: Final = 0.4
"""The share of a statement's words that must still be there for it to count as changed."""


def given_changed(facts: Facts) -> Sign | None:
    """A given statement that the task needs and that the learner changed or removed; if there is none, a value that is
    bound again.

    There is no sign if a statement was only written differently: different spacing, prints, seeds, or local names.
    """
    sign = _departure(facts)
    return sign if sign and "given" in sign.words else None if sign else _set_again(facts)


def given_added(facts: Facts) -> Sign | None:
    """A line that the learner added to a given statement that the task needs, such as a function."""
    sign = _departure(facts)
    return sign if sign and "added" in sign.words else None


def _departure(facts: Facts) -> Sign | None:
    """The first given statement that the task needs and that is different in the learner's file."""
    needed = _needed_names(facts)
    for theirs in facts.lost:
        names = _concerns(theirs, facts)
        if names & needed and not _is_idle(theirs) and not _same_values(facts, names):
            sign = _sign_of(facts, theirs, names)
            if sign is not None:
                return sign
    return None


def _needed_names(facts: Facts) -> frozenset[str]:
    """The names that the reference's answer reads, and the names from which the given code computes them."""
    needed = loaded_names(facts.solution.nodes)
    for statement in reversed([*facts.given.statements]):
        if _concerns(statement, facts) & needed:
            needed |= names_of(walk(statement))
    return needed


def _concerns(statement: ast.stmt, facts: Facts) -> frozenset[str]:
    """The names that a statement binds, or on whose objects it calls a method."""
    if isinstance(statement, Definition):
        return frozenset([statement.name])
    calls = (node for node in walk(statement) if isinstance(node, ast.Call))
    used = {name for call in calls for name in (receiver(call), root(call))}
    return (stored_names(walk(statement)) | used) - facts.given.modules - {""}


def _same_values(facts: Facts, names: frozenset[str]) -> bool:
    """Whether all of these names are known to hold the right values."""
    return all(name in facts.seen and same_observation(facts.seen[name], facts.wanted.get(name)) for name in names)


def _sign_of(facts: Facts, theirs: ast.stmt, names: frozenset[str]) -> Sign | None:
    mine = _in_its_place(facts, theirs, names)
    if mine is None:
        bound = stored_names(facts.answer.nodes)
        gone = bool(stored_names(walk(theirs))) and not names & bound
        cell = _cell_of(facts, theirs)  # nothing is known about a file that was not made from the stub
        return _sign(theirs, cell) if gone and cell else None
    if _gist(mine) == _gist(theirs):
        return None
    given, own = _difference(theirs, mine)
    if given is None and own is not None:
        return Sign(_line_of(facts, own), {"added": _shown(own)})
    return _sign(given or theirs, _line_of(facts, own or mine))


def _sign(given: ast.AST, place: str) -> Sign:
    return Sign(place or "a given cell", {"given": _shown(given)})


def _in_its_place(facts: Facts, theirs: ast.stmt, names: frozenset[str]) -> ast.stmt | None:
    """The learner's statement that replaces a given one: it is about the same names, and has many of the same words."""
    own = (one for one in facts.answer.statements if type(one) is type(theirs) and names & _concerns(one, facts))
    scores = {id(one): (_likeness(one, theirs), one) for one in own}
    best = max(scores.values(), key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= _ALIKE or isinstance(theirs, Definition) else None


def _likeness(one: ast.AST, other: ast.AST) -> float:
    words = [Counter(meaning(node).split("\0")) for node in (one, other)]
    return (words[0] & words[1]).total() / max(words[0].total(), words[1].total())


def _is_idle(node: ast.AST) -> bool:
    """Whether a statement only shows something, sets a seed, or is a string."""
    match node:
        case ast.Expr(value=ast.Call() as call):
            return called_name(call) in _SHOWS
        case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.Assert():
            return True
    return False


def _gist(node: ast.AST) -> tuple[str, ...]:
    """The effect of a statement: its words without displays and seeds, and without names that only it uses."""
    own = [name for part in walk(node) for name in _own_names(part)]
    places = {name: str(place) for place, name in enumerate(dict.fromkeys(own))}
    return tuple(_words(node, places))


def _own_names(node: ast.AST) -> list[str]:
    match node:
        case ast.FunctionDef(args=args) | ast.AsyncFunctionDef(args=args):
            return [*parameter_names(args), *(one.id for part in node.body for one in walk(part) if is_stored(one))]
        case ast.Lambda(args=args):
            return parameter_names(args)
        case ast.comprehension(target=target) | ast.For(target=target) | ast.AsyncFor(target=target):
            return [one.id for one in walk(target) if isinstance(one, ast.Name)]
    return []


def _words(node: object, places: Mapping[str, str]) -> Iterator[str]:
    match node:
        case ast.keyword(arg=str() as arg) if arg in _STYLE:
            return
        case ast.Name(id=name) | ast.arg(arg=name):
            yield places.get(name, name)
        case ast.Constant(value=int() | float() as number):
            yield str(float(number)) if abs(number) < 1 / _TINY else hex(int(number))
        case ast.AST():
            if not _is_idle(node):
                yield "Tuple" if isinstance(node, ast.List) else type(node).__name__
                for field in node._fields:
                    if field not in {"ctx", "type_comment", "kind", "returns"}:
                        yield from _words(getattr(node, field, None), places)
        case list():
            for one in node:
                yield from _words(one, places)
        case _:
            yield repr(node)


_TINY: Final = 1e-15


def _difference(theirs: ast.AST, mine: ast.AST) -> tuple[ast.AST | None, ast.AST | None]:
    """The largest part of a given statement that differs and can be quoted, with its replacement, if there is one.

    If lines were only added to the statement, None and the first added line.
    """
    while not (_can_be_quoted(theirs) and _can_be_quoted(mine)):
        pairs = [[child for child in children(node) if not _is_idle(child)] for node in (theirs, mine)]
        gists = [[*map(_gist, nodes)] for nodes in pairs]
        lost = [one for one, words in zip(pairs[0], gists[0], strict=True) if words not in gists[1]]
        new = [one for one, words in zip(pairs[1], gists[1], strict=True) if words not in gists[0]]
        if not lost:
            return (None, new[0]) if new and isinstance(new[0], ast.stmt) else (theirs, mine)
        if not new:
            return lost[0], None
        if len({len(lost), len(new), 1}) > 1 and not isinstance(lost[0], ast.stmt):
            break
        theirs, mine = lost[0], new[0]
    return theirs, mine


def _can_be_quoted(node: ast.AST) -> bool:
    """Whether a node fits on one line that a message shows in full."""
    if not hasattr(node, "lineno") or any(isinstance(child, ast.stmt) for child in children(node)):
        return False
    return vars(node)["lineno"] == vars(node)["end_lineno"] and len(_shown(node)) < MOST_QUOTED


def _shown(node: ast.AST) -> str:
    """How a node is written; for a block, only its first line."""
    block = any(isinstance(child, ast.stmt) for child in children(node))
    return _first_line(node) if block else written_code(node)


def _first_line(node: ast.AST) -> str:
    return str(vars(node)["text"].split("\n")[vars(node)["lineno"] - 1].strip()[:MOST_QUOTED])


def _line_of(facts: Facts, mine: ast.AST) -> str:
    """The cell's line where the learner's code begins, in words."""
    wanted = _first_line(mine)
    for number, cell in enumerate(facts.run.cells, 1):
        lines = [line.strip()[:MOST_QUOTED] for line in cell.source.split("\n")]
        if wanted in lines:
            return cell.place(number, lines.index(wanted) + 1)
    return ""


def _cell_of(facts: Facts, theirs: ast.stmt) -> str:
    """The cell that still has most of the lines that surrounded a given statement, in words."""
    given = {line.strip() for line in vars(theirs)["text"].split("\n") if line.strip()}
    counts = [len(given & {line.strip() for line in cell.source.split("\n")}) for cell in facts.run.cells]
    number = counts.index(max(counts)) if any(counts) else -1
    return facts.run.cells[number].place(number + 1) if number >= 0 else ""


def _set_again(facts: Facts) -> Sign | None:
    """A given number or string that the answer changes to a different one, although the reference does not."""
    theirs = stored_names(facts.solution.nodes)
    used = loaded_names(facts.solution.nodes)
    for name, own in facts.answer.values.items():
        given = facts.given.values.get(name, ())
        if len(given) == 1 and name in used and name not in theirs and _other_constant(given[0], own[-1]):
            place = _line_of(facts, own[-1]) or "a cell of yours"
            return Sign(place, {"given": f"{name} = {written_code(given[0])}"})
    return None


def _other_constant(given: ast.expr, own: ast.expr) -> bool:
    both = isinstance(given, ast.Constant) and isinstance(own, ast.Constant)
    return both and meaning(given) != meaning(own)
