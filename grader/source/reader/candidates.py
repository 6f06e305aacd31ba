"""Small edits of a learner's own statements that may repair an answer, the likeliest first. Runs in the reader's child.

The edits come from the operators that make references wrong (`grader.source.mutation`), most of which can also repair,
and from those that add missing code (`grader.source.mutation.undoing`). Given statements are never edited. The order
depends on how much nearer an edit brings the answer to the composition of the reference; if two edits are equally near,
the one for the rarer kind of mistake comes last. The list is limited, and depends only on the answer and the facts.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, pairwise

from grader.source.mutation import broken, flow, undoing, values
from grader.source.mutation.edit import Answer, Edit, Operator, Surroundings
from grader.source.mutation.scope import surroundings
from grader.source.mutation.traits import TraitCounter, distance
from grader.source.ownership import given_meanings, own_statements
from grader.source.reader.reading import tree_of_cells
from grader.source.records import NO_CLUES, Candidate, Clues, Handout, RepairFacts, SmallEdit, Source, SourceCell
from grader.source.syntax import bound_names, comment_out_magics, parse_cell, statements_in
from grader.source.tree import MODULES, root_name
from grader.source.tree_codec import encode_tree
from grader.util.lazy_mapping import grouped

MAX_EDITS = 1_500
"""The most single edits that are examined; an ordinary answer has a few hundred."""
MAX_PARSED = 1_000_000
"""The most characters that are parsed for the edits of one cell; this limits the edits of a very long cell."""
MAX_CELL = 4_000
"""The most characters of a cell that is edited; an ordinary answer has a quarter of that."""
MAX_TEXT = 40_000
"""The most characters of a file that is examined."""
MAX_PAIRED = 14
"""The number of the likeliest single edits that are also tried in pairs."""
PAIR = 2
"""A pair of edits is tried before a single one only if it is this many traits nearer to the reference."""
SINGLE = 2
"""The number of single edits that are tried for each combination of several edits."""
MAX_REPEATED = 8
"""The most places in one cell at which the same edit is made at once."""
GIVES_WAY = 0.5
"""The number of traits that each earlier edit of the same sort subtracts from an edit's gain."""
REMOVING = 0.5
"""The share of its gain that counts if an edit only removes code: removed code is no longer wrong, but not right
either.
"""
DOUBT = 2.0
"""The number of traits subtracted for an edit that removes a call of the reference, even if it gains others."""
FIRST = 1_000.0
"""A number larger than the gain of any edit."""
_REMOVES = frozenset(["extra_line", "extra_element", "extra_operand"])
_UNSEEN = frozenset(["elements", "typed_size", "missing_brackets"])
"""Kinds of mistakes that no trait shows: the gain of such an edit counts as at least one trait."""
RAISED = 4.0
"""The number of traits added for an edit of the line that raised an error."""
HOPELESS = 100.0
"""The number subtracted for an edit that can't change what fails; such edits are left out."""
MAX_SHOWN = 60
"""The most characters of edited code that leave the reader."""

_NOTHING: Sequence[list[str]] = ([], ["-"])
_WORDS = re.compile(r"[\w.]+|\s+|\*\*|//|[<>=!]=|.")

_Undo = Callable[[Answer, ast.AST, RepairFacts], Iterator[Edit]]


def _without_facts(operator: Operator) -> _Undo:
    return lambda answer, node, _: operator(answer, node)


LOST = "lost"
"""The kind of edit that keeps a lost result. Losing it is always a mistake, so its repair is tried first."""
IDLE = "idle"
"""The kind of edit that calls a function that a line only names. This, too, is always a mistake."""
SORTS: Sequence[tuple[str, _Undo]] = (
    (LOST, _without_facts(undoing.lost_values)),
    (IDLE, _without_facts(undoing.idle_names)),
    ("kept", _without_facts(undoing.kept_results)),
    ("missing_return", _without_facts(undoing.missing_returns)),
    ("operator", _without_facts(undoing.other_operators)),
    ("sign", _without_facts(values.signs)),
    ("brackets", _without_facts(undoing.brackets)),
    ("name", _without_facts(undoing.other_names)),
    ("arguments", _without_facts(values.arguments)),
    ("sum", _without_facts(undoing.growing_sums)),
    ("extra_call", _without_facts(values.wrappers)),
    ("extra_keyword", _without_facts(values.keywords)),
    ("extra_step", _without_facts(values.drop_steps)),
    ("extra_operand", _without_facts(values.operands)),
    ("extra_step", _without_facts(undoing.cached_steps)),
    ("whole", _without_facts(undoing.wholes)),
    ("missing_brackets", _without_facts(undoing.missing_brackets)),
    ("list_brackets", _without_facts(undoing.list_brackets)),
    ("uncalled", _without_facts(undoing.uncalled)),
    ("order", _without_facts(flow.reordered)),
    ("block", _without_facts(undoing.into_blocks)),
    ("block", _without_facts(undoing.out_of_blocks)),
    ("block", _without_facts(undoing.out_of_functions)),
    ("keyword_value", undoing.keyword_values),
    ("missing_keyword", undoing.missing_keywords),
    ("keyword_name", undoing.keyword_names),
    ("unnamed_argument", undoing.unnamed_arguments),
    ("missing_argument", undoing.missing_arguments),
    ("name", undoing.given_arguments),
    ("typed_size", _without_facts(undoing.typed_sizes)),
    ("constant", undoing.other_constants),
    ("function", undoing.other_functions),
    ("attribute", undoing.other_attributes),
    ("missing_call", undoing.missing_calls),
    ("missing_step", undoing.missing_steps),
    ("missing_operand", undoing.missing_operands),
    ("exchanged", _without_facts(undoing.exchanged_names)),
    ("elements", _without_facts(values.neighbours)),
    ("step_order", _without_facts(values.orders)),
    ("extra_line", _without_facts(values.statements)),
    ("extra_element", _without_facts(values.drop_elements)),
    ("target", _without_facts(undoing.other_targets)),
    ("function", _without_facts(values.functions)),
    ("constant", _without_facts(values.change_texts)),
    ("order", _without_facts(undoing.moves)),
    ("part", _without_facts(undoing.first_parts)),
    ("sides", _without_facts(values.sides)),
    ("condition", _without_facts(values.conditions)),
    ("constant", _without_facts(values.change_numbers)),
)
"""Each kind of edit, the commonest mistakes first. The names are `repairs` in `grader/judging/causes/causes.toml`,
except `LOST` and `IDLE`.
"""
GIVEN = "given"
"""The kind of edit that restores a given statement that was changed."""
BROKEN = (GIVEN, "missing_sign", "wrong_sign", "extra_sign", "open_chain")
"""The kinds of edits that repair broken code, independently of the reference's traits."""
_SURE = frozenset([LOST, IDLE, *BROKEN])


@dataclass(frozen=True, slots=True)
class _Draft:
    """An edited cell from which no candidate has been made yet."""

    cell: int
    text: str
    edits: tuple[tuple[str, Edit], ...]
    changes: tuple[SmallEdit, ...]
    gain: int
    """The number of traits by which the edit brings the cell nearer to the reference."""
    doubtful: bool = False
    """Whether the edited cell makes a call less often than before, and less often than the reference."""
    rank: float = 0.0
    """The position in the list; lower ranks come earlier."""


def candidates(
    texts: Sequence[str], handout: Handout, facts: RepairFacts, most: int, clues: Clues = NO_CLUES
) -> tuple[Candidate, ...]:
    """At most `most` candidates for the cells of a file, the likeliest first."""
    if sum(map(len, texts)) > MAX_TEXT:
        return ()
    file = _File(texts, handout, clues)
    cells = {place: _Cell(file, place, facts) for place, text in enumerate(texts) if len(text) <= MAX_CELL}
    found = list(islice((draft for cell in cells.values() for draft in cell.drafts()), MAX_EDITS))
    single = sorted(_spread(found, file), key=lambda one: one.rank + file.clue(one))
    several = [*_repeated(cells, single), *_pairs(cells, single[:MAX_PAIRED])]
    several.sort(key=lambda one: one.rank + file.clue(one))
    first: dict[tuple[int, str], _Draft] = {}
    for one in _in_turn(single, several):
        first.setdefault((one.cell, one.text), one)
    hopeful = (one for one in first.values() if file.clue(one) < HOPELESS)
    return tuple(cells[one.cell].candidate(one) for one in islice(hopeful, most))


def _spread(single: Sequence[_Draft], file: "_File") -> Iterator[_Draft]:
    """The drafts with their ranks: by gain, and an edit ranks lower the more edits of its kind come before it."""
    seen: Counter[str] = Counter()
    for one in sorted(single, key=lambda draft: file.clue(draft) - draft.gain):
        kind = one.edits[0][0]
        gain = max(one.gain, 1) if kind in _UNSEEN else one.gain * (REMOVING if kind in _REMOVES else 1)
        rank = GIVES_WAY * seen[kind] - (min(gain, 0) - DOUBT if one.doubtful else gain)
        yield replace(one, rank=rank - FIRST if kind in _SURE else rank)
        seen[kind] += 1


def _in_turn(single: Sequence[_Draft], several: Sequence[_Draft]) -> Iterator[_Draft]:
    """Yield all drafts: single edits, and at intervals a combination of edits that were already tried separately."""
    waiting, tried = list(several), set[tuple[str, Edit]]()
    for count, one in enumerate(single, 1):
        yield one
        tried.update(one.edits)
        if count % SINGLE == 0 and (both := next((one for one in waiting if tried.issuperset(one.edits)), None)):
            waiting.remove(both)
            yield both
    yield from waiting


def _pairs(cells: Mapping[int, "_Cell"], single: Sequence[_Draft]) -> Iterator[_Draft]:
    """Pairs of the likeliest edits, if each edit brings the answer nearer to the reference.

    Two edits that only remove code are not combined, because little would be left.
    """
    for one, other in combinations([one for one in single if one.gain > 0 and not one.doubtful], 2):
        removing = all(part.edits[0][0].startswith("extra_") for part in (one, other))
        if one.cell == other.cell and not removing and (both := cells[one.cell].together([one, other])) is not None:
            yield replace(both, rank=max(PAIR - both.gain, one.rank + 0.5, other.rank + 0.5))  # after both of them


def _repeated(cells: Mapping[int, "_Cell"], single: Sequence[_Draft]) -> Iterator[_Draft]:
    """Yield an edit at every place where it brings the answer nearer: the mistake may have been repeated."""
    nearer = (one for one in single if one.gain > 0 and (one.changes[0].old or one.changes[0].new))
    for (place, _), some in grouped(((one.cell, one.changes[0].what), one) for one in nearer).items():
        everywhere = cells[place].together(some) if 1 < len(some) <= MAX_REPEATED else None
        if everywhere is not None and everywhere.gain >= len(some) and not everywhere.doubtful:
            yield replace(everywhere, rank=max(PAIR - everywhere.gain, some[0].rank + 0.5))


class _File:
    """The facts about a file that the edits of all its cells need."""

    def __init__(self, texts: Sequence[str], handout: Handout, clues: Clues) -> None:
        self.texts = texts
        self.handout = handout
        self.clues = clues
        given_names = (name for cell in handout.stub.cells for name in bound_names(cell.text))
        self.traits = TraitCounter(handout.asked.union(given_names))
        given = given_meanings(handout.stub)
        pairs = [zip(parse_cell(text) or (), statements_in(text), strict=False) for text in texts]
        self.own = [[node for node, one in each if one.meaning not in given and not one.imports] for each in pairs]
        """For each cell, the learner's own statements."""
        self.answers = own_statements(Source(cells=tuple(SourceCell(text=text) for text in texts)), handout.stub)
        self.given = broken.given_edits(texts, handout.stub)
        self._useful = [*self._slice()] if clues.names and not clues.cell else None

    def clue(self, draft: _Draft) -> float:
        """The number that a run's clues add to a draft's rank: high if the draft can't change what fails."""
        each = [self._clue(draft.cell + 1, change) for change in draft.changes]
        return min(each) if self.clues.cell else max(each)

    def _clue(self, cell: int, change: SmallEdit) -> float:
        """The number that a run's clues add to the rank of one change: high if it is after an error or can't affect
        what fails.
        """
        clues = self.clues
        if change.kind in BROKEN:
            return 0.0
        if clues.cell and clues.line:
            late = (cell, change.line) > (clues.cell, self._last_line())
            return HOPELESS if late else -RAISED * ((cell, change.line) == (clues.cell, clues.line))
        useful = self._useful is None or any(one == cell and change.line in lines for one, lines in self._useful)
        return 0.0 if useful else HOPELESS

    def _last_line(self) -> int:
        """The last line that ran; the cell's last line if the error was raised inside a function."""
        text, line = self.texts[self.clues.cell - 1], self.clues.line
        last = [one for one in parse_cell(text) or () if one.lineno <= line][-1:]
        inside = not last or isinstance(last[0], ast.FunctionDef | ast.ClassDef)
        return text.count("\n") + 1 if inside else max(line, last[0].end_lineno or 0)

    def _slice(self) -> Iterator[tuple[int, range]]:
        """The statements on which the names in failing criteria depend: the cell of each, and its lines.

        A statement that binds nothing is included, because it may have any effect.
        """
        needed = set(self.clues.names)
        for cell in range(len(self.texts), 0, -1):
            for one in reversed(parse_cell(self.texts[cell - 1]) or ()):
                changed = frozenset(_changed_names(one))
                if not changed or needed & changed:
                    needed |= {part.id for part in ast.walk(one) if isinstance(part, ast.Name)}
                    yield cell, range(_first_line(one), (one.end_lineno or one.lineno) + 1)


def _changed_names(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement binds, and those whose values it may change; none if it binds nothing."""
    parts = list(ast.walk(statement))
    bound = [root_name(part) for part in parts if isinstance(getattr(part, "ctx", None), ast.Store)]
    bound += [part.name for part in parts if isinstance(part, ast.FunctionDef | ast.ClassDef)]
    if bound:
        yield from bound
        for call in (part for part in parts if isinstance(part, ast.Call)):
            yield root_name(call.func)
            yield from (root_name(arg) for arg in call.args if root_name(call.func) not in MODULES)


class _Cell:
    """A cell whose own statements are edited."""

    def __init__(self, file: _File, place: int, facts: RepairFacts) -> None:
        self.file = file
        self.place = place
        self.text = file.texts[place]
        self.reads_code = facts.reads_code
        self._nodes = parse_cell(self.text)
        self._here = file.traits.count(self._nodes or ())
        self._calls = [one for one in self._here if one.startswith("call:") and not {*one} & {*">["}]
        self._wanted = Counter(dict(facts.traits))
        self._wanted.update(self._here)
        for own in file.own:
            self._wanted.subtract(file.traits.count(own))
        self._before = distance(self._here, self._wanted)
        missing = tuple((one, count) for one, count in facts.traits if self._wanted[one] > self._here[one])
        self.facts = replace(facts, traits=missing)

    def drafts(self) -> Iterator[_Draft]:
        """The single edits of the cell that lead to new code."""
        if self._nodes is None:
            yield from (self._mended([(kind, edit)]) for kind, edit in broken.mended_text(self.text))
        if self.place in self.file.given:
            whole = self._whole()
            edits = [whole.replace_node(node, text) for node, text in self.file.given[self.place]]
            yield self._mended([(GIVEN, edit) for edit in edits])
        if (answer := self._answer()) is None:
            return
        known = {self.text}
        for kind, edit in islice(self._edits(answer), MAX_PARSED // max(len(self.text), 1)):
            text = answer.apply(edit)
            if text not in known and (draft := self._draft(text, [(kind, edit)], [_change(kind, edit, answer)])):
                yield draft
            known.add(text)

    def _whole(self) -> Answer:
        """The whole cell as an `Answer` that can be edited."""
        around = Surroundings(bindings=(), modules=frozenset())
        return Answer(self.text, ast.Module(body=list(self._nodes or ()), type_ignores=[]), around)

    def _mended(self, edits: Sequence[tuple[str, Edit]]) -> _Draft:
        """The draft of edits that repair broken code."""
        answer = self._whole()
        text = _applied(self.text, [edit for _, edit in edits])
        return _Draft(self.place, text, tuple(edits), tuple(_change(kind, one, answer) for kind, one in edits), 0)

    def together(self, drafts: Sequence[_Draft]) -> _Draft | None:
        """The combination of several single edits; None if two of them overlap, or if the result is not Python."""
        ordered = sorted(drafts, key=lambda draft: draft.edits[0][1].begin)
        edits = [edit for draft in ordered for edit in draft.edits]
        spans = [(edit.begin, edit.end) for _, edit in edits]
        if any(early[1] > late[0] or early == late for early, late in pairwise(spans)):
            return None
        text = _applied(self.text, [edit for _, edit in edits])
        return self._draft(text, edits, [draft.changes[0] for draft in ordered])

    def candidate(self, draft: _Draft) -> Candidate:
        """The candidate made from a draft."""
        stub = self.file.handout.stub
        own = list(self.file.answers)
        (own[self.place],) = own_statements(Source(cells=(SourceCell(text=draft.text),)), stub)
        return Candidate(
            cell=self.place + 1,
            text=draft.text,
            changes=draft.changes,
            answers=own[self.place],
            binds=bound_names(draft.text),
            tree=tree_of_cells(own)[0] if self.reads_code else encode_tree(()),
            doubtful=draft.doubtful,
        )

    def _edits(self, answer: Answer) -> Iterator[tuple[str, Edit]]:
        nodes = list(answer.nodes())
        for kind, undo in SORTS:
            for node in nodes:
                yield from ((kind, edit) for edit in undo(answer, node, self.facts))

    def _answer(self) -> Answer | None:
        """The cell and the names that it may use; None if the learner wrote none of it, or if it is not plain
        Python.
        """
        own = self.file.own[self.place]
        if not self._nodes or not own or comment_out_magics(self.text) != self.text:
            return None
        earlier = [one for text in self.file.texts[: self.place] for one in parse_cell(text) or ()]
        around = surroundings(earlier, self._nodes, self.file.handout.asked)
        return Answer(self.text, ast.Module(body=own, type_ignores=[]), around)

    def _draft(self, text: str, edits: Sequence[tuple[str, Edit]], changes: Sequence[SmallEdit]) -> _Draft | None:
        """The draft of edits that change the cell into that text; None if the text is not Python."""
        statements = self._statements(text, edits[0][1].begin, max(edit.end for _, edit in edits))
        if statements is None:
            return None
        after = self.file.traits.count(statements)
        return _Draft(
            cell=self.place,
            text=text,
            edits=tuple(edits),
            changes=tuple(changes),
            gain=self._before - distance(after, self._wanted),
            doubtful=any(after[call] < min(self._here[call], self._wanted[call]) for call in self._calls),
        )

    def _statements(self, text: str, begin: int, end: int) -> list[ast.stmt] | None:
        """The statements of a text that differs from the cell's only from `begin` to `end`; None if it is not Python.

        Only the different part is parsed.
        """
        first, last = self.text.count("\n", 0, begin) + 1, self.text.count("\n", 0, end) + 1
        nodes = self._nodes or ()
        before = [node for node in nodes if (node.end_lineno or 0) < first]
        after = [node for node in nodes if _first_line(node) > last]
        lines, below = text.split("\n"), self.text.count("\n") + 2 - min(map(_first_line, after)) if after else 0
        head = before[-1].end_lineno if before else 0
        try:
            between = ast.parse("\n".join(lines[head : len(lines) - below])).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        return [*before, *between, *after]


def _first_line(node: ast.stmt) -> int:
    """The first line of a statement, including its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _applied(text: str, edits: Sequence[Edit]) -> str:
    """The text after several edits that do not overlap."""
    for edit in sorted(edits, key=lambda one: one.begin)[::-1]:
        text = text[: edit.begin] + edit.text + text[edit.end :]
    return text


def _change(kind: str, edit: Edit, answer: Answer) -> SmallEdit:
    line, _, repaired = answer.lines(edit)
    old, new = answer.text[edit.begin : edit.end], edit.text
    match kind:
        case "missing_call":
            new = new.partition("(")[0]
        case "extra_call":
            old = old.partition("(")[0]
        case "exchanged":
            old, new = _WORDS.findall(old)[0], _WORDS.findall(new)[0]
        case "order" | "block" | "extra_line" | "given":
            old, new = "", ""
        case "kept" | "lost":
            old, new = "", new.removesuffix(old).strip()
        case "uncalled" | "idle":
            new = new.removeprefix(old)
        case "arguments" | "elements" | "step_order":
            old = old.strip(" ,")
        case "missing_sign" | "wrong_sign" | "extra_sign" | "missing_brackets":
            pass
        case _:
            old, new = _differing(kind, old, new)
    sort = (
        "extra_argument" if kind == "arguments" and not edit.text else {LOST: "kept", IDLE: "uncalled"}.get(kind, kind)
    )
    return SmallEdit(kind=sort, line=line, old=_short(old), new=_short(new), repaired=_short(repaired))


def _differing(kind: str, old: str, new: str) -> tuple[str, str]:
    """The parts in which two pieces of code differ, with whole words and without brackets around the new part."""
    ours, theirs = _WORDS.findall(old), _WORDS.findall(_bare(old, new))
    while ours and theirs and ours[0] == theirs[0]:
        del ours[0], theirs[0]
    while ours and theirs and ours[-1] == theirs[-1]:
        del ours[-1], theirs[-1]
    if kind in {"constant", "keyword_value"} and (ours in _NOTHING or theirs in _NOTHING):
        return old, new  # a sign or an empty text does not show a value by itself
    return "".join(ours).strip(" ,"), "".join(theirs).strip(" ,")


def _bare(old: str, new: str) -> str:
    return new[1:-1] if new[:1] == "(" and new[-1:] == ")" and old[:1] != "(" else new


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"
