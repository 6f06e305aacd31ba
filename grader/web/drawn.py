"""Pages that the coordinator drew into OUT: a learner's for that learner and staff, those of all learners for staff."""

import re
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from grader.storage.layout import (
    COHORT_PAGE,
    EXERCISE_PAGES,
    LEARNERS,
    MARKS_PAGE,
    folder_name,
    home_page_name,
    page_name,
)
from grader.web.headers import DRAWN_LEARNER_POLICY, DRAWN_POLICY
from grader.web.pages import draw, page_response
from grader.web.visit import Visit

_PAGE: Final = re.compile(r"[a-z0-9_-]{1,200}\.html")
_FOLDER: Final = re.compile(r"[a-z0-9_]{1,48}-[0-9a-f]{10}")
_HOME: Final = Path(home_page_name("")).name
"""The map, which has the points of all exercises."""
_BODY: Final = b'<a class="skip-link" href="#main">Skip to the content</a>'
"""What every drawn page begins with; our navigation goes behind it."""


def learner_page(visit: Visit) -> Response:
    """A page of one learner. Whose it isn't is told the same as where there is none."""
    folder, page = visit.path["folder"], visit.path["page"]
    assert visit.person is not None
    if not (visit.person.is_staff or folder == folder_name(visit.name)) or not _FOLDER.fullmatch(folder):
        raise HTTPException(404)
    path = Path(LEARNERS, folder, page)
    if visit.person.is_staff:
        return _page(visit, path, DRAWN_LEARNER_POLICY)
    if page == _HOME:
        return _map(visit, path)
    drawn = _page(visit, path, DRAWN_LEARNER_POLICY)  # before it is asked who may read it
    return _withheld(visit, page) or drawn


def exercise_page(visit: Visit) -> Response:
    """An exercise's page, of all learners."""
    return _page(visit, Path(EXERCISE_PAGES, visit.path["page"]), DRAWN_POLICY)


def cohort_page(visit: Visit) -> Response:
    """What there is to do, and the table of all learners."""
    return _page(visit, Path(COHORT_PAGE), DRAWN_POLICY)


def marks_page(visit: Visit) -> Response:
    """The marks of all learners."""
    return _page(visit, Path(MARKS_PAGE), DRAWN_POLICY)


def _map(visit: Visit, path: Path) -> Response:
    """A learner's own page: drawn now where some of it must wait, or nothing was drawn yet."""
    withheld, zone = visit.service.board.withheld(visit.name), visit.service.rules.zone
    if not withheld and (visit.service.out / path).is_file():
        return _page(visit, path, DRAWN_LEARNER_POLICY)
    words = {exercise: wait.words(zone) for exercise, wait in withheld.items()}
    return _in_service(visit, visit.service.maps.draw(visit.name, words).encode(), DRAWN_LEARNER_POLICY)


def _withheld(visit: Visit, page: str) -> Response | None:
    """What is said in place of a page with points that its learner may not know yet; None where there are none."""
    for exercise, wait in visit.service.board.withheld(visit.name).items():
        if _is_of(page, page_name(visit.name, exercise)):
            sentence = f"There is feedback here {wait.words(visit.service.rules.zone)}."
            return page_response("error.html", visit, status=403, heading="Not yet", sentence=sentence)
    return None


def _is_of(page: str, last: str) -> bool:
    """Whether it is the page of an exercise's last attempt, or of an earlier one."""
    stem = Path(last).stem
    return page == f"{stem}.html" or page.startswith(f"{stem}-attempt-")


def _page(visit: Visit, path: Path, policy: str) -> Response:
    """A file of OUT."""
    whole = visit.service.out / path
    if not _PAGE.fullmatch(path.name) or whole.is_symlink() or not whole.is_file():
        raise HTTPException(404)
    return _in_service(visit, whole.read_bytes(), policy)


def _in_service(visit: Visit, content: bytes, policy: str) -> Response:
    """A drawn page, with the way back to the service in it."""
    navigation = draw("drawn_navigation.html", visit=visit).encode()
    return HTMLResponse(content.replace(_BODY, _BODY + navigation, 1), headers={"Content-Security-Policy": policy})
