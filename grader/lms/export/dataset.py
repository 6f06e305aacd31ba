"""The data from which every format is made: marks, the learners' identities, and the columns that may be exported."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum, unique
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path

from grader.course import Course
from grader.errors import SpecError
from grader.gradebook import Gradebook
from grader.gradebook.marks import Assignments, CourseMark, ExerciseMark, Mark, percent, round_points
from grader.storage.identities import Identity
from grader.util.text import pluralize, suggest

TOTAL = "total"
"""The id of the column of the whole course."""


@unique
class CellState(StrEnum):
    """The content of a cell of marks that holds no points."""

    SCORED = "scored"
    EXCUSED = "excused"
    UNSCORED = "unscored"
    """Points were left unjudged because of an error in the grader: the other system's content is left unchanged."""
    OPEN = "open"
    """Part of it may still be handed in, in time or because it is never due: a mark so far, which is not exported to
    other systems.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A learner's cell in one column."""

    state: CellState
    points: Decimal | None = None
    """The points out of the column's, with two decimals; None unless scored."""
    mark: Mark | ExerciseMark | CourseMark | None = None
    """The mark that it shows; None if it belongs to no assignment."""

    def exercises(self) -> Mapping[str, ExerciseMark]:
        """The marks of which it is made, by exercise."""
        match self.mark:
            case None:
                return {}
            case ExerciseMark():
                return {self.mark.exercise: self.mark}
            case Mark():
                return {exercise.exercise: exercise for exercise in self.mark.exercises}
            case CourseMark():
                return {exercise.exercise: exercise for exercise in self.mark.exercises()}

    @property
    def share(self) -> Fraction | None:
        """The share of the possible points, 0 to 1; None unless scored."""
        return None if self.points is None or self.mark is None else self.mark.share

    @property
    def withheld(self) -> str:
        """Why another system gets no points, as a phrase; empty if it gets some, or if the learner is excused."""
        if self.state is CellState.UNSCORED:
            return "some points are not judged yet because of a grader error"
        if self.state is not CellState.OPEN:
            return ""
        waiting = [exercise for exercise in self.exercises().values() if exercise.open and not exercise.excused]
        if self.mark is None or not self.mark.possible or len(waiting) == len(self.exercises()):
            return "nothing was handed in yet"
        last = max((one.due.at for one in waiting if one.due), default=None)
        until = f"until {last:%Y-%m-%d %H:%M} UTC" if last and all(one.due for one in waiting) else "and is never due"
        earned, possible = (format_decimal(Fraction(one)) for one in (self.mark.earned, self.mark.possible))
        later = f"{pluralize(len(waiting), 'exercise')} may still be handed in {until}"
        return f"not final, {earned} of {possible} so far: {later}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An exercise, an assignment, or the whole course."""

    id: str
    title: str
    points: Fraction
    """The most points that can be earned."""
    exercises: tuple[str, ...]
    """The exercises of which it is made."""

    def cell(self, mark: CourseMark) -> Cell:
        """A learner's cell in this column."""
        return cells_of(mark, (self,))[0]


@dataclass(frozen=True, kw_only=True)
class ExportData:
    """One OUT folder, opened for an export."""

    out: Path
    course: Course
    titles: Mapping[str, str]
    """Maps each exercise to its title."""
    gradebook: Gradebook
    assignments: Assignments
    people: Mapping[str, Identity]
    """Maps each learner to an identity; empty if OUT has no identities.csv."""
    marks: Callable[[], Iterator[CourseMark]]
    """Yields every learner's marks, sorted by learner."""
    handed_in: frozenset[str]
    """Exercises with any hand-ins."""
    chosen: tuple[str, ...] = field(default=())
    """Ids of the exercises or assignments to export; empty for all."""

    @cached_property
    def exercises(self) -> tuple[Column, ...]:
        """A column for each exercise to export: by default those with any hand-ins."""
        every = self._exercises()
        if not self.chosen:
            return tuple(one for one in every if one.id in self.handed_in) or every
        return tuple(one for one in every if one.id in self._wanted)

    def includes(self, exercise: str) -> bool:
        """Whether results of an exercise are exported: by default all are, even if the exercise is in no assignment."""
        return not self.chosen or exercise in self._wanted

    @cached_property
    def _wanted(self) -> frozenset[str]:
        return frozenset(exercise for column in self._pick(self.chosen) for exercise in column.exercises)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of a gradebook in another system: the course's assignments if it has any, or else exercises."""
        if self.chosen:
            return self._pick(self.chosen)
        return self._assignments() if self.assignments.stated else self.exercises

    @cached_property
    def total(self) -> Column:
        """The column of the whole course."""
        points = sum((one.weight for one in self.assignments.every), Fraction(0))
        every = tuple(part.exercise for one in self.assignments.every for part in one.parts)
        return Column(id=TOTAL, title="Total", points=points, exercises=every)

    def find(self, name: str) -> Column:
        """The column of an id or title, in any case. Raises `SpecError` with the most similar name."""
        return self._pick((name,))[0]

    def person(self, learner: str) -> Identity:
        """A learner's identity, or one with only the pseudonym if nothing else is known."""
        return self.people.get(learner) or Identity(learner=learner)

    def display_name(self, learner: str) -> str:
        """A learner's name in messages to the instructor: the pseudonym, with the person's name if it is known."""
        name = self.person(learner).name
        return f"{learner} ({name})" if name else learner

    def unmatched_notes(
        self, place: str, strangers: Iterable[str], matches: Mapping[int, str], learners: Iterable[str]
    ) -> Iterator[str]:
        """A note on each person of another system without a match here, and on each of our learners without a match
        there.

        `matches` is the result of `match_people` for these `strangers`, the persons in `place`.
        """
        known = set(matches.values())
        yield from (f"in the {place}, but not here: {one}" for at, one in enumerate(strangers) if at not in matches)
        for learner in learners:
            if learner not in known:
                yield f"here, but not in the {place}: {self.display_name(learner)}"

    def _pick(self, names: Sequence[str]) -> tuple[Column, ...]:
        every = (*self._assignments(), *self._exercises(), self.total)
        known = {spelling.casefold(): one for one in reversed(every) for spelling in (one.title, one.id)}
        for name in names:
            if name.casefold() not in known:
                near = suggest(name.casefold(), known, cutoff=0.0)
                hint = f"; did you mean '{known[near].id}'?" if near else ""
                raise SpecError(f"no assignment or exercise '{name}'{hint}")
        return tuple(known[name.casefold()] for name in names)

    def _assignments(self) -> tuple[Column, ...]:
        return tuple(
            Column(id=one.id, title=one.title, points=one.points, exercises=tuple(part.exercise for part in one.parts))
            for one in self.assignments.every
        )

    def _exercises(self) -> tuple[Column, ...]:
        parts = ((part.exercise, part.points) for one in self.assignments.every for part in one.parts)
        return tuple(
            Column(id=name, title=self.titles.get(name, name), points=Fraction(points), exercises=(name,))
            for name, points in parts
        )


@lru_cache(2**14)
def format_decimal(points: Decimal | Fraction) -> str:
    """Points as people write them: at most two decimals, and none if they are whole."""
    number = points if isinstance(points, Decimal) else Decimal(points.numerator) / Decimal(points.denominator)
    text = f"{number:.2f}"
    return text.rstrip("0").rstrip(".")


def cells_of(mark: CourseMark, columns: Sequence[Column]) -> list[Cell]:
    """A learner's cells in all columns."""
    found: dict[str, Mark | ExerciseMark | CourseMark] = {}
    for one in mark.marks:
        found[one.assignment] = one
        for each in one.exercises:
            found[each.exercise] = each
    found[TOTAL] = mark
    return [_cell(found.get(column.id)) for column in columns]


def scaled_points(cell: Cell, column: Column, possible: Decimal | None) -> Decimal:
    """A scored cell's points, scaled to the other system's points for the column; unchanged if it has none."""
    assert cell.points is not None, "is scored"
    assert cell.share is not None, "is scored"
    if not possible or Fraction(possible) == column.points:
        return cell.points
    scaled = cell.share * Fraction(possible)
    exact = Decimal(scaled.numerator) / Decimal(scaled.denominator)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def points_of(mark: ExerciseMark) -> Decimal | None:
    """The mark's `final`, computed only once for equal marks."""
    return None if percent_of(mark) is None else _final(mark)


def _cell(mark: Mark | ExerciseMark | CourseMark | None) -> Cell:
    if mark is None:
        return Cell(state=CellState.OPEN)
    if not isinstance(mark, CourseMark) and mark.excused:
        return Cell(state=CellState.EXCUSED, mark=mark)
    if mark.unscored:
        return Cell(state=CellState.UNSCORED, mark=mark)
    if not mark.possible or mark.open:
        return Cell(state=CellState.OPEN, mark=mark)
    points = round_points(mark.earned, mark.possible) if isinstance(mark, CourseMark) else _final(mark)
    return Cell(state=CellState.SCORED, points=points, mark=mark)


def _final(mark: Mark | ExerciseMark) -> Decimal | None:
    """The mark's `final`, without a division if all of it counts, because there are hundreds of thousands."""
    earned = mark.earned
    if isinstance(mark, ExerciseMark):
        return _rounded(earned.numerator, earned.denominator, mark.possible)
    whole = mark.possible == mark.points and mark.points.denominator == 1
    return _rounded(earned.numerator, earned.denominator, mark.points.numerator) if whole else mark.final


@lru_cache(2**14)
def _rounded(numerator: int, denominator: int, possible: int) -> Decimal:
    return round_points(Fraction(numerator, denominator), Fraction(possible))


def percent_of(mark: ExerciseMark) -> Decimal | None:
    """The mark's `percent`, computed only once for equal marks."""
    if mark.unscored or mark.open or mark.excused or not mark.possible:
        return None
    return _percent(mark.earned.numerator, mark.earned.denominator, mark.possible)


@lru_cache(2**14)
def _percent(numerator: int, denominator: int, possible: int) -> Decimal:
    return percent(Fraction(numerator, denominator * possible))
