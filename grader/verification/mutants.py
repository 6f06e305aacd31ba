"""Mutants: a reference with one place of its answer made wrong, to see whether the exercise's rubric notices.

Only code between `# BEGIN SOLUTION` and `# END SOLUTION` is mutated, by operators on its tree: each is a plain function
in `grader/source/mutation/` and one line in a table here. Some change the meaning of a line; those in `WIRING` change
what is used where, when, how often and for which purpose. Each sort has its own limit. Operators ignore code that only
shows something (`print`) or only affects time (`cache`, the number in `prefetch`). They also ignore matters of degree
(of the buffer of `shuffle`, only the absence counts). A mutant is left out if it does not compile, or means the same as
the reference or an earlier mutant.
"""

import ast
import textwrap
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import count

from grader.model import Exercise
from grader.source import solution_blocks
from grader.source.mutation import flow, kinds, values, wiring
from grader.source.mutation.edit import Answer, Edit, Operator
from grader.source.mutation.scope import asked_names, enclosing_bindings, surroundings
from grader.source.records import Source
from grader.source.source import fill
from grader.source.syntax import comment_out_magics, parse_cell
from grader.source.tree import meaning

MAX_MUTANTS = 60
"""The most mutants of one exercise in its code. If there are more, each operator keeps some, spread over the answer."""
MAX_WIRING = 28
"""The most mutants of one exercise in its wiring. If there are more, each operator keeps some."""

_CODE: Mapping[str, Operator] = {
    "statements": values.statements,
    "numbers": values.change_numbers,
    "buffers": values.buffers,
    "flags": values.flags,
    "texts": values.change_texts,
    "functions": values.functions,
    "names": values.names,
    "operators": values.operators,
    "operands": values.operands,
    "sides": values.sides,
    "signs": values.signs,
    "conditions": values.conditions,
    "keywords": values.keywords,
    "arguments": values.arguments,
    "wrappers": values.wrappers,
    "steps": values.drop_steps,
    "orders": values.orders,
    "dropped": values.drop_elements,
    "doubled": values.double_layers,
    "neighbours": values.neighbours,
    "decorators": values.decorators,
}
"""Operators that change the meaning of a line."""
WIRING: Mapping[str, Operator] = {
    "twice": flow.twice,
    "literals": kinds.literals,
    "mispaired": wiring.mispaired,
    "reordered": flow.reordered,
    "ends": wiring.ends,
    "exchanged": wiring.exchanged,
    "unkept": flow.unkept,
    "moved": flow.moved,
    "copied": kinds.copied,
    "objects": wiring.objects,
    "rebound": kinds.rebound,
    "families": kinds.families,
}
"""Operators that change what is used where, when, how often and for which purpose; rare ones come first."""
OPERATORS: Mapping[str, Operator] = {**_CODE, **WIRING}
"""All operators by name, in the order in which equal mutants are attributed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A generated wrong answer."""

    id: str
    """The changed code, its replacement, and a number among mutants that read alike: "axis=1 -> axis=0 #1"."""
    says: str
    """The line of code before and after, in one line."""
    operator: str
    """The name of the operator in `OPERATORS` that made it."""
    fragment: str
    """The code that fills the blank, as in files of `wrong/`."""
    reference: str
    """The text of the reference, with its markers."""

    @property
    def source(self) -> Source:
        """The reference with the fragment in its blank."""
        return fill(self.reference, self.fragment)


def mutants(exercise: Exercise) -> tuple[Mutant, ...]:
    """The mutants of an exercise's reference in the order of its answer, wiring last. Raises `SpecError`."""
    text = solution_blocks.reference_text(exercise.reference)
    name = f"{exercise.id}/reference.py"
    found = solution_blocks.find_blanks(text, name=name)
    every = [mutant for number, blank in enumerate(found, 1) for mutant in _mutants(text, blank, number)]
    every = _numbered(sorted(every, key=lambda one: one.operator in WIRING))
    code = sample_evenly([one for one in every if one.operator not in WIRING])
    wired = sample_evenly([one for one in every if one.operator in WIRING], MAX_WIRING)
    return (*code, *wired)


def _mutants(text: str, blank: solution_blocks.Blank, number: int) -> Iterator[Mutant]:
    """Yield the variants of one blank that compile and differ; their ids are not yet numbered."""
    answer = _answer(text, blank)
    if answer is None:
        return
    known = {_meaning(parse_cell(answer.text) or ())}
    for operator, edit in (*_edits(answer), *_edits(answer, wiring=True)):
        changed = answer.apply(edit)
        tree = parse_cell(changed)
        if tree is None or (does := _meaning(tree)) in known or not _compiles(text, blank, changed):
            continue
        known.add(does)
        before, after = answer.excerpts(edit)
        line = answer.lines(edit)
        yield Mutant(
            id=f"{before} -> {after}",
            says=f"line {line[0]}: {line[1]} -> {line[2]}",
            operator=operator,
            fragment=f"# blank: {number}\n{changed}",
            reference=text,
        )


class _Plain(ast.NodeTransformer):
    """Replaces statements that do nothing by `pass`."""

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        return ast.Pass() if _does_nothing(node) else node


def _does_nothing(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=other)):
            return name == other
    return False


def _meaning(statements: Sequence[ast.stmt]) -> str:
    """A string that is equal for two answers that do the same, statement by statement."""
    module = ast.Module(body=list(statements), type_ignores=[])
    if any(map(_does_nothing, ast.walk(module))):
        module = _Plain().visit(deepcopy(module))  # other code reads the tree itself, so change a copy
    return meaning(module)


def _edits(answer: Answer, *, wiring: bool = False) -> Iterator[tuple[str, Edit]]:
    """Yield all edits of an answer's code, or of its wiring, with their operators' names, in the order of the text."""
    chosen = {name: operator for name, operator in OPERATORS.items() if (name in WIRING) is wiring}
    for node in answer.nodes():
        for name, operator in chosen.items():
            yield from ((name, edit) for edit in operator(answer, node))


def _answer(text: str, blank: solution_blocks.Blank) -> Answer | None:
    """The answer in one blank with the names that it may use; None if it is not Python by itself."""
    own = textwrap.dedent("\n".join(blank.solution)).strip("\n")
    statements = parse_cell(own)
    if statements is None:
        return None
    lines, indent = text.split("\n"), _indent(text, blank)
    given = parse_cell("\n".join([*lines[: blank.begin], f"{indent}pass"])) or ()
    around = surroundings(given, statements, asked_names(blank.shown), enclosing_bindings(given) if indent else ())
    return Answer(own, ast.Module(body=list(statements), type_ignores=[]), around)


def _indent(text: str, blank: solution_blocks.Blank) -> str:
    line = text.split("\n")[blank.begin]
    return line[: len(line) - len(line.lstrip())]


def _compiles(text: str, blank: solution_blocks.Blank, changed: str) -> bool:
    """Whether the script is Python with an answer changed; a `return` outside a function parses but is not Python."""
    filling = textwrap.indent(changed, _indent(text, blank)).split("\n")
    script = solution_blocks.replace_blanks(text, [blank], [filling])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a mutant's `1 is not x` is intended
        try:
            compile(
                comment_out_magics(script), "mutant", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True
            )
        except (SyntaxError, ValueError):
            return False
    return True


def _numbered(every: Sequence[Mutant]) -> list[Mutant]:
    """The mutants, each with its number among those that read alike."""
    numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(1))
    return [replace(one, id=f"{one.id} #{next(numbers[one.id])}") for one in every]


def sample_evenly(every: Sequence[Mutant], most: int = MAX_MUTANTS) -> list[Mutant]:
    """At most this many, in order: the same number for each operator, spread evenly over the answer."""
    counts = Counter(one.operator for one in every)
    shares: Counter[str] = Counter()
    while shares.total() < min(most, len(every)):
        fewest = min((name for name in OPERATORS if shares[name] < counts[name]), key=lambda name: shares[name])
        shares[fewest] += 1
    kept: list[Mutant] = []
    seen: Counter[str] = Counter()
    for one in every:
        place, share, count = seen[one.operator], shares[one.operator], counts[one.operator]
        seen[one.operator] += 1
        if place * share // count != (place + 1) * share // count:
            kept.append(one)
    return kept
