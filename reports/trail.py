"""Where a page of a learner's lies among their others: the way home, the exercise before and after, other attempts."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from grader.storage.layout import attempt_page_name, page_name


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A link from one page of a learner's to another."""

    title: str
    href: str
    """Relative to the folder in which all pages of the learner lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLink:
    """One attempt at the exercise of the page."""

    number: int
    href: str
    shown: bool
    """Whether it is the one on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The ways from a page."""

    previous: PageLink | None
    """The exercise before it in the course; None before the first."""
    next: PageLink | None
    attempts: tuple[AttemptLink, ...]
    """All of them, in order."""


HOME = "index.html"
"""The learner's own page, beside the others."""


def anchor_of(exercise: str) -> str:
    """Where the learner's own page lists an exercise."""
    return exercise.replace("/", "-")


def href_of(learner: str, exercise: str, handed_in: Collection[str]) -> str:
    """The page of an exercise, or its place on the learner's own page where nothing was handed in."""
    return _file(page_name(learner, exercise)) if exercise in handed_in else f"{HOME}#{anchor_of(exercise)}"


def attempt_href(learner: str, exercise: str, attempt: int, last: int) -> str:
    """The page of an attempt: the last one's is that of the exercise."""
    name = page_name(learner, exercise) if attempt == last else attempt_page_name(learner, exercise, attempt)
    return _file(name)


def trail_of(  # noqa: PLR0913 - keyword-only
    *,
    learner: str,
    exercise: str,
    attempt: int,
    attempts: Sequence[int],
    course: Sequence[str],
    handed_in: Collection[str],
    title: Callable[[str], str],
) -> Trail:
    """The ways from the page of an attempt; `attempts` are the numbers of all, `title` names an exercise."""
    place = course.index(exercise)

    def neighbour(at: int) -> PageLink | None:
        if not 0 <= at < len(course):
            return None
        return PageLink(title=title(course[at]), href=href_of(learner, course[at], handed_in))

    last = max(attempts)
    return Trail(
        previous=neighbour(place - 1),
        next=neighbour(place + 1),
        attempts=tuple(
            AttemptLink(number=one, href=attempt_href(learner, exercise, one, last), shown=one == attempt)
            for one in attempts
        ),
    )


def _file(name: str) -> str:
    return name.rpartition("/")[2]
