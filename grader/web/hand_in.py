"""The hand-in: from the page's form, or from a command with a personal token."""

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from grader.service.hand_in import Receipt, RefusedHandIn
from grader.service.status import AttemptStatus
from grader.web.home import learner_home
from grader.web.pages import page_response
from grader.web.receipts import receipt_text
from grader.web.visit import Upload, Visit

_OFTEN = "You have handed in very often within a short time. Wait a minute, and check your answer on your own computer."
_NOTHING = "No file was chosen. Choose a notebook (.ipynb) or a script (.py)."
_EMPTY = "This file is empty. Save your notebook in Jupyter and hand it in again."
_ZIP = "This is an archive. Please hand in the notebook itself (.ipynb)."
_ARCHIVE_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


def take(visit: Visit) -> Response:
    """The form's answer: a receipt, or the page again with the reason why not."""
    try:
        receipt = _take(visit)
    except RefusedHandIn as refused:
        return learner_home(visit, status=422, refusal=refused.sentence)
    text = receipt_text(visit.service.receipt_key, receipt)
    title = visit.service.titles.get(receipt.exercise, receipt.exercise)
    return page_response("receipt.html", visit, receipt=receipt, title=title, text=text, is_new=True)


def take_by_token(visit: Visit) -> Response:
    """A command's answer: a receipt as JSON, or an error with its reason."""
    try:
        receipt = _take(visit)
    except RefusedHandIn as refused:
        return JSONResponse({"error": refused.sentence}, 422)
    return JSONResponse(
        {
            "exercise": receipt.exercise,
            "attempt": receipt.attempt,
            "sha256": receipt.sha256,
            "received": receipt.received.isoformat(),
            "again": receipt.again,
            "notice": receipt.notice,
            "receipt": receipt_text(visit.service.receipt_key, receipt),
        }
    )


def list_by_token(visit: Visit) -> Response:
    """Where all attempts of the token's owner stand, as JSON."""
    found = visit.service.board.statuses(visit.name)
    fields = ("exercise", "attempt", "sha256", "place", "estimate_s", "cells", "earned", "possible")
    rows = [{name: getattr(one, name) for name in fields} | _stage(one) for one in found]
    return JSONResponse({"attempts": rows})


def _stage(one: AttemptStatus) -> dict[str, object]:
    """How far it is, and without points where they are not to be known yet."""
    if one.feedback is None:
        return {"stage": one.stage.value, "withheld": False, "feedback_after": None}
    after = one.feedback.until.isoformat() if one.feedback.until else None
    return {"stage": one.stage.value, "withheld": True, "feedback_after": after, "earned": None, "possible": None}


def _take(visit: Visit) -> Receipt:
    """The receipt for what was handed in. Raises `RefusedHandIn`, and `HTTPException` where it is too often."""
    if not visit.service.limits.hand_ins.take(visit.name):
        raise HTTPException(429, _OFTEN, headers={"Retry-After": "60"})
    upload = _chosen(visit)
    return visit.service.desk.hand_in(visit.name, upload.name, upload.content)


def _chosen(visit: Visit) -> Upload:
    """The file that came along. Raises `RefusedHandIn` where none did, or it can't be a notebook by its first bytes."""
    upload = visit.upload
    if upload is None or not upload.name:
        raise RefusedHandIn(_NOTHING)
    if not upload.content:
        raise RefusedHandIn(_EMPTY)
    if upload.content.startswith(_ARCHIVE_STARTS):
        raise RefusedHandIn(_ZIP)
    return upload
