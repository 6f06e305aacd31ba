"""The part of a page that a learner reads first: the only thing to look at, its line of code, and the next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from grader.model import Diagnosis, Outcome, Result, Run, Verdict
from grader.storage.layout import lesson_of
from grader.util.text import begin_sentence
from reports.cards import Card, Hint, hint_steps
from reports.code import CodeCell, Line
from reports.states import State, state_of

CONTEXT: Final = 1
"""How many lines of code are shown before and after the line in question."""
FIRST_LINES: Final = 6
"""How many lines of a cell are shown if it is not known which line is meant."""
BACKED: Final = frozenset({Outcome.CRASHED, Outcome.OUT_OF_MEMORY, Outcome.BROKE_PROTOCOL, Outcome.UNREADABLE})
"""Outcomes after which missing results reveal nothing about the exercise, so that its hints would mislead."""
_AGAIN, _CHECK = "hand it in again", "check it again"
_SAVED = f"Save the notebook (Ctrl+S, on a Mac Cmd+S), check that the saved file has your answer, and {_AGAIN}."
_RESTART = f"To see this yourself, restart the kernel and run all cells from the top. Correct that cell and {_AGAIN}."


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedLine:
    """A line of a cell with its number, from 1."""

    number: int
    line: Line
    meant: bool
    """Whether it is the line in question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The place in the learner's code to look at."""

    cell: int
    lines: tuple[NumberedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """The first thing on a page."""

    kind: Literal["done", "cause", "stopped", "blank", "error"]
    title: str
    text: str
    trust: Literal["proven", "likely", ""] = ""
    """How certain a cause is; empty if it was observed, such as an error, and not inferred."""
    spot: Spot | None = None
    steps: tuple[str, ...] = ()
    """What to do, in one sentence each."""
    hints: tuple[Hint, ...] = ()
    """The first hint is the next step; further ones are folded."""
    lesson: str = ""
    """The name of the lesson to read again; empty if there is none."""
    also: tuple[str, ...] = ()
    """Further likely misunderstandings, in one sentence each."""
    anchor: str = ""
    """The anchor of the card with the criterion."""


_STOPPED: Final[Mapping[Outcome, tuple[str, tuple[str, ...]]]] = {
    Outcome.TIMED_OUT: (
        "The time ran out",
        ("Look for a loop that never ends, or for far more steps than the exercise needs.", _RESTART),
    ),
    Outcome.OUT_OF_MEMORY: (
        "The memory ran out",
        ("Look for an array that is far larger than needed, or for a list that never stops growing.", _RESTART),
    ),
    Outcome.TOO_MUCH_OUTPUT: (
        "Too much was printed",
        ("Move the `print` out of the loop, or print only every hundredth step.",),
    ),
    Outcome.CRASHED: ("The kernel died", (_RESTART,)),
    Outcome.BROKE_PROTOCOL: (
        "The code interfered with the notebook's kernel",
        ("Remove the code that changes the kernel itself; the exercise does not need it.", _RESTART),
    ),
}


def focus_of(
    result: Result, run: Run, cards: Sequence[Card], shown: Sequence[CodeCell], lessons: Mapping[str, str]
) -> Focus:
    """The first focus that applies: nothing was judged, all is right, a stop, a diagnosis, an error, a failed
    criterion.
    """
    if result.outcome in {Outcome.INTERNAL, Outcome.UNREADABLE} or not result.attempted:
        return _not_judged(result, run)
    if state_of(result) is State.ALL_RIGHT:
        return Focus(kind="done", title="Everything is right", text="There is nothing left to do here.")
    if result.outcome in _STOPPED:
        return _stopped(result.outcome, run, shown)
    if result.diagnoses:
        return _diagnosed(result.diagnoses, run, cards, shown, lessons)
    return _judged(run, cards, shown)


def of_check(focus: Focus) -> Focus:
    """The steps for a file that was only checked: nothing was handed in, so it will not be judged again."""
    if focus.kind == "error":
        text = "The grader had an error. This is not because of your answer. Please check it again."
        return replace(focus, text=text)
    return replace(focus, steps=tuple(step.replace(_AGAIN, _CHECK) for step in focus.steps))


def _not_judged(result: Result, run: Run) -> Focus:
    """The focus for a grader error, an unreadable file, or an unchanged blank."""
    name = result.submission.exercise.rpartition("/")[2]
    right_file = f"Check that it is the right file: this page is about the exercise `{name}`."
    if result.outcome is Outcome.INTERNAL:
        text = "The grader had an error. Nothing is lost, and you need not do anything: the file will be judged again."
        return Focus(kind="error", title="An error in the grader, not in your answer", text=text)
    if result.outcome is Outcome.UNREADABLE:
        how = f"If it opens, save it and {_AGAIN}; if it does not, go back to an earlier copy."
        again = f"Open the file in Jupyter. {how}"
        text = f"{run.message} No code was run, and nothing was judged.".strip()
        steps = (again, _SAVED, right_file)
        return Focus(kind="stopped", title="The file could not be read", text=text, steps=steps)
    title, text = "Nothing was changed: did you save the notebook?", "The place for your answer is unchanged."
    return Focus(kind="blank", title=title, text=text, steps=(_SAVED, right_file))


def _stopped(outcome: Outcome, run: Run, shown: Sequence[CodeCell]) -> Focus:
    title, steps = _STOPPED[outcome]
    cell = next((cell for cell in shown if cell.state in {"interrupted", "died"} or cell.failure), None)
    spot = _spot(cell, cell.failure.line if cell.failure else None) if cell else None
    return Focus(kind="stopped", title=title, text=run.message, steps=steps, spot=spot)


def _diagnosed(
    diagnoses: Sequence[Diagnosis],
    run: Run,
    cards: Sequence[Card],
    shown: Sequence[CodeCell],
    lessons: Mapping[str, str],
) -> Focus:
    """The first cause, followed by other causes that were found."""
    diagnosis, *others = diagnoses
    if proof := diagnosis.proven:  # the line that the repair changes may differ from the line that binds the name
        spot = next((_spot(cell, proof.line) for cell in shown if cell.number == proof.cell), None)
    else:
        spot = _line_called(diagnosis.where, run, shown) or _named(diagnosis.where, cards, shown)
    return Focus(
        kind="cause",
        title="What to look at first",
        text=diagnosis.message,
        trust="proven" if diagnosis.proven else "likely",
        spot=spot,
        hints=hint_steps(diagnosis.hints),
        lesson=lesson_of(diagnosis.lesson, lessons),
        also=tuple(one.message for one in others),
    )


def _line_called(where: str, run: Run, shown: Sequence[CodeCell]) -> Spot | None:
    """The line of the learner's own code that the words of a place mean."""
    for cell in shown:
        for number in range(1, len(cell.lines) + 1) if cell.answer else ():
            if run.cells[cell.number - 1].place(cell.number, number) == where:
                return _spot(cell, number)
    return None


def _named(where: str, cards: Sequence[Card], shown: Sequence[CodeCell]) -> Spot | None:
    """The place that binds a name quoted in the diagnosis, or else the name that the first failed criterion
    examines.
    """
    failed = next((card for card in cards if card.verdict is Verdict.FAIL and card.name), None)
    names = [*where.split("`")[1::2], *([failed.name] if failed else [])]
    return next((spot for name in names if (spot := _definition(name, shown))), None)


def _judged(run: Run, cards: Sequence[Card], shown: Sequence[CodeCell]) -> Focus:
    """The error of one of the learner's own cells if there is one, or else the first criterion that costs points."""
    card = next((card for card in cards if card.verdict is Verdict.FAIL), None)
    hints, anchor = (card.hints, card.anchor) if card else ((), "")
    for cell in shown:
        if (failure := cell.failure) and cell.answer:
            place = begin_sentence(run.cells[cell.number - 1].place(cell.number, failure.line))
            title, text = f"{place} raised {failure.name}", failure.advice or failure.message
            spot = _spot(cell, failure.line)
            return Focus(kind="cause", title=title, text=text, spot=spot, hints=hints, anchor=anchor)
    if card is None:
        return _short_of(cards)
    if card.hidden:
        text = f"{card.title}: for a hidden criterion, only the verdict is shown."
        return Focus(kind="cause", title="A hidden criterion is not met", text=text, anchor=anchor)
    title, text, spot_of_name = "What to look at first", card.message or card.title, _definition(card.name, shown)
    return Focus(kind="cause", title=title, text=text, spot=spot_of_name, hints=hints, anchor=anchor)


def _short_of(cards: Sequence[Card]) -> Focus:
    """The focus if nothing failed but points are missing."""
    short = next((card for card in cards if card.verdict is Verdict.PASS and card.earned < card.possible), None)
    if short:
        return Focus(kind="cause", title="Right, but not for all the points", text=short.message, anchor=short.anchor)
    unjudged = "Some points could not be judged because of an error in the grader."
    text = f"{unjudged} Nothing is lost, and you need not do anything."
    return Focus(kind="error", title="Some points are still open", text=text)


def _definition(name: str, shown: Sequence[CodeCell]) -> Spot | None:
    """The learner's last line that defines the name."""
    for cell in reversed(shown):
        if name and cell.answer:
            found = [number for number, line in enumerate(cell.lines, start=1) if line.defines(name)]
            if found:
                return _spot(cell, found[-1])
    return None


def _spot(cell: CodeCell, number: int | None) -> Spot:
    """The line with its surroundings; the cell's first lines if it is not known which line it was."""
    first, last = (max(1, number - CONTEXT), number + CONTEXT) if number else (1, FIRST_LINES)
    around = enumerate(cell.lines[first - 1 : last], start=first)
    lines = (NumberedLine(number=place, line=line, meant=place == number) for place, line in around)
    return Spot(cell=cell.number, lines=tuple(lines))
