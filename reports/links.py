"""Links from one page to the others: exercises before and after it, other attempts, the learner's own page."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.storage.layout import attempt_page_name, page_name

HOME_PAGE = "index.html"
"""The name of the learner's own page, in the folder of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A link from one page to another."""

    title: str
    href: str
    """The address, relative to the folder that contains the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLink:
    """One attempt at the exercise of the page."""

    number: int
    href: str
    shown: bool
    """Whether it is the one on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The page's place among the learner's other pages."""

    previous: PageLink | None
    """The exercise before it in the course; None before the first."""
    next: PageLink | None
    attempts: tuple[AttemptLink, ...]
    """All of them, in order."""


def anchor_of(exercise: str) -> str:
    """The address of an exercise on the learner's own page."""
    return exercise.replace("/", "-")


def href_of(learner: str, exercise: str, handed_in: Collection[str]) -> str:
    """The page of an exercise, or its place on the learner's own page if nothing was handed in."""
    return Path(page_name(learner, exercise)).name if exercise in handed_in else f"{HOME_PAGE}#{anchor_of(exercise)}"


def attempt_page(learner: str, exercise: str, attempt: int, last: int) -> str:
    """The name in OUT of an attempt's page; the last one has the exercise's name, so that links lead to the newest."""
    return page_name(learner, exercise) if attempt == last else attempt_page_name(learner, exercise, attempt)


def neighbours(
    names: Sequence[str], name: str, link: Callable[[str], PageLink]
) -> tuple[PageLink | None, PageLink | None]:
    """Links to the names before and after a name in a list; None at either end."""
    place = names.index(name)
    before, after = names[max(place - 1, 0) : place], names[place + 1 : place + 2]
    return link(before[0]) if before else None, link(after[0]) if after else None


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
    """The place of an attempt's page; `attempts` are the numbers of all attempts, `title` returns an exercise's
    title.
    """
    before, after = neighbours(
        course, exercise, lambda name: PageLink(title=title(name), href=href_of(learner, name, handed_in))
    )
    pages = {one: Path(attempt_page(learner, exercise, one, max(attempts))).name for one in attempts}
    links = (AttemptLink(number=one, href=page, shown=one == attempt) for one, page in pages.items())
    return Trail(previous=before, next=after, attempts=tuple(links))
