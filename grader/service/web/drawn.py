"""Pages of OUT: a learner's for that learner and staff, pages about all learners for staff.

A learner's page is rendered again before it is sent if it would now look different. The coordinator renders the pages
about all learners, which show when that was.
"""

import logging
import re
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from grader.errors import GraderError
from grader.service.web.middleware import DRAWN_LEARNER_POLICY, DRAWN_POLICY
from grader.service.web.pages import draw, page_response
from grader.service.web.service import Visit
from grader.storage.layout import (
    COHORT_PAGE,
    EXERCISE_PAGES,
    LEARNERS,
    MARKS_PAGE,
    folder_name,
    home_page_name,
    page_name,
)
from grader.util.logs import describe_error

_PAGE: Final = re.compile(r"[a-z0-9_-]{1,200}\.html")
_FOLDER: Final = re.compile(r"[a-z0-9_]{1,48}-[0-9a-f]{10}")
_HOME: Final = Path(home_page_name("")).name
"""The map, which contains the points of all exercises."""
_OUTDATED: Final = "This page could not be updated just now because of an error in the grader. It may be out of date."
_BODY: Final = b'<a class="skip-link" href="#main">Skip to the content</a>'
"""The beginning of every rendered page; our navigation follows it."""

log = logging.getLogger(__name__)


def learner_page(visit: Visit) -> Response:
    """A page of one learner. Other learners get the same answer as if it did not exist."""
    folder, page = visit.path["folder"], visit.path["page"]
    assert visit.person is not None
    if not (visit.person.is_staff or folder == folder_name(visit.name)) or not _FOLDER.fullmatch(folder):
        raise HTTPException(404)
    path = Path(LEARNERS, folder, page)
    if page == _HOME and not visit.person.is_staff:
        return _map(visit, path)
    drawn = _learner_page(visit, path)  # before it is checked who may read it
    return (None if visit.person.is_staff else _withheld(visit, page)) or drawn


def exercise_page(visit: Visit) -> Response:
    """An exercise's page, of all learners."""
    return _page(visit, Path(EXERCISE_PAGES, visit.path["page"]), DRAWN_POLICY)


def cohort_page(visit: Visit) -> Response:
    """The list of things to do, and the table of all learners."""
    return _page(visit, Path(COHORT_PAGE), DRAWN_POLICY)


def marks_page(visit: Visit) -> Response:
    """The marks of all learners."""
    return _page(visit, Path(MARKS_PAGE), DRAWN_POLICY)


def _map(visit: Visit, path: Path) -> Response:
    """A learner's own page: rendered on request if part of it has to be withheld, or if it does not exist yet."""
    service, withheld = visit.service, visit.service.board.withheld(visit.name)
    if not withheld and (service.out / path).is_file():
        return _learner_page(visit, path)
    words = {exercise: wait.words(service.rules.zone) for exercise, wait in withheld.items()}
    return _in_service(visit, service.pages.home_html(visit.name, words).encode(), DRAWN_LEARNER_POLICY)


def _withheld(visit: Visit, page: str) -> Response | None:
    """The page that replaces a page with points that the learner may not see yet; None if there are no such points."""
    for exercise, wait in visit.service.board.withheld(visit.name).items():
        stem = Path(page_name(visit.name, exercise)).stem
        if page == f"{stem}.html" or page.startswith(f"{stem}-attempt-"):
            sentence = f"The feedback will be here {wait.words(visit.service.rules.zone)}."
            return page_response("error.html", visit, status=403, heading="Not yet", sentence=sentence)
    return None


def _learner_page(visit: Visit, path: Path) -> Response:
    """A page of one learner, as it is now. If it can't be rendered again, the old page, with a note that says so."""
    whole, notice = visit.service.out / path, ""
    learners = (visit.name,) if path.parent.name == folder_name(visit.name) else visit.service.gradebook.learners()
    try:
        for learner in learners:
            if path.parent.name == folder_name(learner):
                visit.service.pages.draw_learner(learner, str(path))
    except GraderError as error:
        if not whole.is_file():
            raise
        log.warning("%s: %s", path.name, describe_error(error))
        notice = _OUTDATED
    return _page(visit, path, DRAWN_LEARNER_POLICY, notice)


def _page(visit: Visit, path: Path, policy: str, notice: str = "") -> Response:
    """A file of OUT, with a sentence for its reader added."""
    whole = visit.service.out / path
    if not _PAGE.fullmatch(path.name) or whole.is_symlink() or not whole.is_file():
        raise HTTPException(404)
    return _in_service(visit, whole.read_bytes(), policy, notice)


def _in_service(visit: Visit, content: bytes, policy: str, notice: str = "") -> Response:
    """A drawn page, with navigation back to the service added."""
    navigation = draw("drawn.html", visit=visit, notice=notice).encode()
    return HTMLResponse(content.replace(_BODY, _BODY + navigation, 1), headers={"Content-Security-Policy": policy})
