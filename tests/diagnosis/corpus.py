"""Labelled wrong answers: `<corpus>/<rule>.py`, each a script of cells `# %% lesson/exercise: words`.

A cell holds the lines that fill the exercise's blank. Where a second rule rightly speaks, its words end in
", also: rule". `right.py` holds right answers and `silence.py` wrong ones of which no rule should speak. `blind` was
written without a look at the rules, `informed` beside them; they are counted apart.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.source import solution_blocks
from grader.source.records import Source
from grader.source.source import fill

HERE = Path(__file__).parent
CORPORA = ("blind", "informed")
NO_RULE = frozenset(["right", "silence"])
_CELL = re.compile(r"^# %% +(?P<exercise>[\w/]+) *:? *(?P<words>.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One labelled answer."""

    corpus: str
    label: str
    """A rule, "right" or "silence"."""
    exercise: str
    words: str
    answer: str

    @property
    def rules(self) -> frozenset[str]:
        """The rules that should speak."""
        _, _, also = self.words.partition(", also: ")
        return frozenset([self.label, also]) - NO_RULE - {""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a case."""

    case: Case
    named: tuple[str, ...]
    passed: bool
    """Whether it earned full marks."""


def cases() -> Iterator[Case]:
    """Every labelled answer of every corpus that is there."""
    for corpus in CORPORA:
        for path in sorted((HERE / corpus).glob("*.py")):
            text = path.read_text(encoding="utf-8")
            heads = list(_CELL.finditer(text))
            ends = [head.start() for head in heads[1:]] + [len(text)]
            for head, end in zip(heads, ends, strict=True):
                answer = text[head.end() : end].strip("\n") + "\n"
                yield Case(
                    corpus=corpus, label=path.stem, exercise=head["exercise"], words=head["words"], answer=answer
                )


def filled(case: Case, reference: Path) -> Source:
    """The exercise with that answer in it. Raises `SpecError` where it does not fit the blanks."""
    text = reference.read_text(encoding="utf-8")
    name = f"{case.corpus}/{case.label}: {case.words}"
    return fill(text, _whole(case.answer, len(solution_blocks.find_blanks(text, name=name))), name=name)


def _whole(answer: str, count: int) -> str:
    """The answer in the first of several blanks, and nothing in the others, unless it says itself what goes where."""
    if count == 1 or answer.startswith("# blank:"):
        return answer
    return f"# blank: 1\n{answer}" + "".join(f"\n# blank: {number}\npass\n" for number in range(2, count + 1))


def table(outcomes: Sequence[Outcome]) -> str:
    """Precision and recall of each rule, corpora apart, as lines of text."""
    rules = sorted({one.case.label for one in outcomes} - NO_RULE | {rule for one in outcomes for rule in one.named})
    lines = [f"{'rule':24}" + "".join(f"{corpus + ': cases':>17} recall precision" for corpus in CORPORA)]
    rows = (
        f"{rule:24}" + "".join(_row(outcomes, corpus, rule) for corpus in CORPORA)
        for rule in (*rules, *sorted(NO_RULE))
    )
    return "\n".join((*lines, *rows))


def _row(outcomes: Sequence[Outcome], corpus: str, rule: str) -> str:
    own = [one for one in outcomes if one.case.corpus == corpus]
    labelled = [one for one in own if one.case.label == rule]
    if rule in NO_RULE:
        return f"{len(labelled):17} {_share([not one.named for one in labelled]):>6} {'':9}"
    named = [one for one in own if rule in one.named]
    recall, precision = [rule in one.named for one in labelled], [rule in one.case.rules for one in named]
    return f"{len(labelled):17} {_share(recall):>6} {_share(precision):>9}"


def _share(hits: Sequence[bool]) -> str:
    return f"{sum(hits)}/{len(hits)}" if hits else "-"


def misses(outcomes: Sequence[Outcome]) -> list[str]:
    """A line for each case that was not named as its label says."""
    return [
        f"{one.case.corpus}/{one.case.label}: {one.case.exercise} {one.case.words}: {', '.join(one.named) or 'nothing'}"
        for one in outcomes
        if set(one.named) != one.case.rules
    ]


def precisions(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Rule to the share of the answers it was named for that are labelled so."""
    named = Counter(rule for one in outcomes for rule in one.named)
    hits = Counter(rule for one in outcomes for rule in one.named if rule in one.case.rules)
    return {rule: hits[rule] / count for rule, count in named.items()}
