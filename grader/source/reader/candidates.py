"""Small edits of a learner's own statements that may repair an answer, the likeliest first. Runs in the reader's child.

The edits come from the operators that make references wrong (`grader.source.mutation`), most of which repair as well,
and from those that add what is missing (`grader.source.mutation.undoing`). Given statements are never edited. The order
depends on how much nearer an edit brings the answer to the composition of the reference; of two equally near edits, the
one for the rarer sort of mistake comes last. The list is limited, and depends only on the answer and the facts.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice, pairwise

from grader.source.mutation import flow, undoing, values
from grader.source.mutation.edit import Answer, Edit, Operator, Surroundings
from grader.source.mutation.scope import bindings, literals, next_batches
from grader.source.mutation.traits import distance, traits_of
from grader.source.ownership import given_meanings, own_statements
from grader.source.reader.reading import tree_of_cells
from grader.source.records import Candidate, Handout, RepairFacts, SmallEdit, Source, SourceCell
from grader.source.syntax import bound_names, comment_out_magics, parse_cell, statements_in
from grader.source.tree import module_names
from grader.source.tree_codec import encode_tree

MAX_EDITS = 1_500
"""The most single edits that are examined; an ordinary answer has a few hundred."""
MAX_PARSED = 1_000_000
"""The most characters that are parsed for the edits of one cell: for a very long cell, fewer edits are examined."""
MAX_CELL = 4_000
"""The most characters of a cell that is edited; an answer has a quarter of that."""
MAX_TEXT = 40_000
"""The most characters of a file that is examined."""
MAX_PAIRED = 14
"""The number of the likeliest single edits that are also tried in pairs."""
PAIR = 2
"""The number of traits by which a pair of edits must be nearer to the reference than a single edit before it."""
MAX_REPEATED = 8
"""The most places in one cell at which the same edit is made at once."""
GIVES_WAY = 0.5
"""The number of traits that each earlier edit of the same sort subtracts from an edit's gain."""
REMOVING = 0.5
"""The weight of the gain of an edit that only removes something: what is gone is no longer wrong, but not right."""
FIRST = 1_000.0
"""More than the gain of any edit."""
_REMOVES = frozenset(["extra_line", "extra_element", "extra_operand"])
MAX_SHOWN = 60
"""The most characters of edited code that leave the reader."""

_NOTHING: Sequence[list[str]] = ([], ["-"])
_WORDS = re.compile(r"[\w.]+|\s+|\*\*|//|[<>=!]=|.")

_Undo = Callable[[Answer, ast.AST, RepairFacts], Iterator[Edit]]


def _without_facts(operator: Operator) -> _Undo:
    return lambda answer, node, _: operator(answer, node)


LOST = "lost"
"""A result that is not kept: this is always a mistake, so its repair is tried first."""
SORTS: Sequence[tuple[str, _Undo]] = (
    (LOST, _without_facts(undoing.lost_values)),
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
    ("whole", _without_facts(undoing.wholes)),
    ("list_brackets", _without_facts(undoing.list_brackets)),
    ("uncalled", _without_facts(undoing.uncalled)),
    ("order", _without_facts(flow.reordered)),
    ("block", _without_facts(undoing.into_blocks)),
    ("block", _without_facts(undoing.out_of_blocks)),
    ("block", _without_facts(undoing.out_of_functions)),
    ("keyword_value", undoing.keyword_values),
    ("missing_keyword", undoing.missing_keywords),
    ("keyword_name", undoing.keyword_names),
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
"""Maps each sort of edit to its operator, the most common mistakes first. Except for `LOST`, the names are the
`repairs` in `grader/judging/causes/causes.toml`.
"""


@dataclass(frozen=True, slots=True)
class _Draft:
    """An edited cell that has not been made into a candidate yet."""

    cell: int
    text: str
    edits: tuple[tuple[str, Edit], ...]
    changes: tuple[SmallEdit, ...]
    gain: int
    """The number of traits by which it is nearer to the reference."""
    rank: float = 0.0
    """Its place in the list; lower ranks come earlier."""


def candidates(texts: Sequence[str], handout: Handout, facts: RepairFacts, most: int) -> tuple[Candidate, ...]:
    """At most this many candidates for the cells of a file, the likeliest first."""
    source = Source(cells=tuple(SourceCell(text=text) for text in texts))
    short = [place for place, text in enumerate(texts) if len(text) <= MAX_CELL]
    if sum(map(len, texts)) > MAX_TEXT:
        return ()
    cells = {place: _Cell(source, place, handout, facts) for place in short}
    found = list(islice((draft for cell in cells.values() for draft in cell.drafts()), MAX_EDITS))
    single = sorted(_spread(found), key=lambda one: one.rank)
    several = [*_repeated(cells, single), *_pairs(cells, single[:MAX_PAIRED])]
    drafts = _distinct(sorted([*single, *several], key=lambda one: one.rank))
    return tuple(_candidate(one, cells[one.cell], facts) for one in drafts[:most])


def _spread(single: Sequence[_Draft]) -> Iterator[_Draft]:
    """Yield the drafts with ranks: by gain, and lower for each earlier draft of the same sort."""
    seen: Counter[str] = Counter()
    for one in sorted(single, key=lambda draft: -draft.gain):
        kind = one.edits[0][0]
        rank = GIVES_WAY * seen[kind] - one.gain * (REMOVING if kind in _REMOVES else 1)
        yield replace(one, rank=rank - FIRST if kind == LOST else rank)
        seen[kind] += 1


def _pairs(cells: Mapping[int, "_Cell"], single: Sequence[_Draft]) -> Iterator[_Draft]:
    """Yield pairs of the likeliest edits, if each of the two brings the answer nearer to the reference."""
    for one, other in combinations([one for one in single if one.gain > 0], 2):
        if one.cell == other.cell and (both := cells[one.cell].together([one, other])) is not None:
            yield replace(both, rank=max(PAIR - both.gain, one.rank + 0.5, other.rank + 0.5))  # after both single edits


def _repeated(cells: Mapping[int, "_Cell"], single: Sequence[_Draft]) -> Iterator[_Draft]:
    """Yield an edit at every place where it brings the answer nearer: the mistake may have been repeated."""
    alike: dict[tuple[int, tuple[str, ...]], list[_Draft]] = defaultdict(list)
    for one in single:
        (change,) = one.changes
        if one.gain > 0 and (change.old or change.new):
            alike[one.cell, change.what].append(one)
    for (place, _), some in alike.items():
        everywhere = cells[place].together(some) if 1 < len(some) <= MAX_REPEATED else None
        if everywhere is not None and everywhere.gain >= len(some):
            yield replace(everywhere, rank=max(PAIR - everywhere.gain, some[0].rank + 0.5))


def _distinct(drafts: Sequence[_Draft]) -> Sequence[_Draft]:
    """The drafts without those whose text equals that of an earlier one."""
    first: dict[tuple[int, str], _Draft] = {}
    for one in drafts:
        first.setdefault((one.cell, one.text), one)
    return list(first.values())


class _Cell:
    """A cell whose own statements are edited."""

    def __init__(self, source: Source, place: int, handout: Handout, facts: RepairFacts) -> None:
        self.source = source
        self.place = place
        self.handout = handout
        self.text = source.cells[place].text
        self._shared = frozenset(_given_names(handout)) | handout.asked
        self._wanted = self._wanted_of_cell(Counter(dict(facts.traits)))
        self._before = self._distance(self.text) or 0
        self.facts = self._missing(facts)

    def drafts(self) -> Iterator[_Draft]:
        """Yield each single edit of the cell with a new meaning."""
        answer = self._answer()
        if answer is None:
            return
        known = {self.text}
        for kind, edit in islice(self._edits(answer), MAX_PARSED // max(len(self.text), 1)):
            text = answer.apply(edit)
            if text not in known and (gain := self._gain(text)) is not None:
                yield _Draft(self.place, text, ((kind, edit),), (_change(kind, edit, answer),), gain)
            known.add(text)

    def together(self, drafts: Sequence[_Draft]) -> _Draft | None:
        """Several single edits combined; None if two of them overlap, or if the result is not Python."""
        ordered = sorted(drafts, key=lambda draft: draft.edits[0][1].begin)
        edits = [edit for draft in ordered for _, edit in draft.edits]
        spans = [(edit.begin, edit.end) for edit in edits]
        if any(early[1] > late[0] or early == late for early, late in pairwise(spans)):
            return None
        text = self.text
        for edit in reversed(edits):
            text = text[: edit.begin] + edit.text + text[edit.end :]
        if (gain := self._gain(text)) is None:
            return None
        kept = tuple(chain.from_iterable(draft.edits for draft in ordered))
        return _Draft(self.place, text, kept, tuple(draft.changes[0] for draft in ordered), gain)

    def takes_out(self, text: str) -> bool:
        """Whether a text makes a call less often than the cell and the reference do."""
        here, after = (traits_of(parse_cell(one) or (), self._shared) for one in (self.text, text))
        calls = (one for one in here if one.startswith("call:") and not {*one} & {*">["})
        return any(after[one] < min(here[one], self._wanted[one]) for one in calls)

    def _edits(self, answer: Answer) -> Iterator[tuple[str, Edit]]:
        nodes = list(answer.nodes())
        for kind, undo in SORTS:
            for node in nodes:
                yield from ((kind, edit) for edit in undo(answer, node, self.facts))

    def _answer(self) -> Answer | None:
        """The cell with the names that it may use; None if none of it is the learner's, or it is not plain Python."""
        statements = parse_cell(self.text)
        own = self._own(self.place) if statements else []
        if not statements or not own or comment_out_magics(self.text) != self.text:
            return None
        earlier = [one for cell in self.source.cells[: self.place] for one in parse_cell(cell.text) or ()]
        around = Surroundings(
            bindings=bindings(earlier, statements),
            modules=module_names([*earlier, *statements]),
            asked=self.handout.asked,
            literals=literals(earlier),
            batches=next_batches(earlier),
        )
        return Answer(self.text, ast.Module(body=own, type_ignores=[]), around)

    def _own(self, place: int) -> list[ast.stmt]:
        """The learner's own statements of a cell."""
        given, text = given_meanings(self.handout.stub), self.source.cells[place].text
        pairs = zip(parse_cell(text) or (), statements_in(text), strict=False)
        return [node for node, one in pairs if one.meaning not in given and not one.imports]

    def _wanted_of_cell(self, wanted: Counter[str]) -> Counter[str]:
        """The traits that this cell should have: the answer's, minus those of different cells, plus given ones."""
        wanted.update(traits_of(parse_cell(self.text) or (), self._shared))
        for place in range(len(self.source.cells)):
            wanted.subtract(traits_of(self._own(place), self._shared))
        return wanted

    def _missing(self, facts: RepairFacts) -> RepairFacts:
        """The facts with only those traits that occur too rarely in the answer."""
        here = traits_of(parse_cell(self.text) or (), self._shared)
        return replace(
            facts, traits=tuple((one, count) for one, count in facts.traits if self._wanted[one] > here[one])
        )

    def _gain(self, text: str) -> int | None:
        """How much nearer to the reference a text is than the cell; None if it is not Python."""
        after = self._distance(text)
        return None if after is None else self._before - after

    def _distance(self, text: str) -> int | None:
        try:
            statements = ast.parse(text).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        return distance(traits_of(statements, self._shared), self._wanted)


def _given_names(handout: Handout) -> Iterator[str]:
    for cell in handout.stub.cells:
        yield from bound_names(cell.text)


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
        case "order" | "block" | "extra_line":
            old, new = "", ""
        case "kept" | "lost":
            old, new = "", new.removesuffix(old).strip()
        case "uncalled":
            new = new.removeprefix(old)
        case "arguments" | "elements" | "step_order":
            old = old.strip(" ,")
        case _:
            old, new = _differing(kind, old, new)
    sort = "extra_argument" if kind == "arguments" and not edit.text else "kept" if kind == LOST else kind
    return SmallEdit(kind=sort, line=line, old=_short(old), new=_short(new), repaired=_short(repaired))


def _differing(kind: str, old: str, new: str) -> tuple[str, str]:
    """The parts in which two pieces of code differ, with whole words and without brackets around the new one."""
    ours, theirs = _WORDS.findall(old), _WORDS.findall(_bare(old, new))
    while ours and theirs and ours[0] == theirs[0]:
        del ours[0], theirs[0]
    while ours and theirs and ours[-1] == theirs[-1]:
        del ours[-1], theirs[-1]
    if kind in {"constant", "keyword_value"} and (ours in _NOTHING or theirs in _NOTHING):
        return old, new  # a sign or an empty text by itself does not show a value
    return "".join(ours).strip(" ,"), "".join(theirs).strip(" ,")


def _bare(old: str, new: str) -> str:
    return new[1:-1] if new[:1] == "(" and new[-1:] == ")" and old[:1] != "(" else new


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def _candidate(draft: _Draft, cell: _Cell, facts: RepairFacts) -> Candidate:
    cells = tuple(
        replace(one, text=draft.text) if place == draft.cell else one for place, one in enumerate(cell.source.cells)
    )
    own = own_statements(Source(cells=cells), cell.handout.stub)
    return Candidate(
        cell=draft.cell + 1,
        text=draft.text,
        changes=draft.changes,
        answers=own[draft.cell],
        binds=bound_names(draft.text),
        tree=tree_of_cells(own)[0] if facts.reads_code else encode_tree(()),
        takes_out=cell.takes_out(draft.text),
    )
