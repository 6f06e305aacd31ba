"""Hand-ins, from the page's form or from a command with a personal token; and their receipts.

A receipt is a few lines that prove later that this service acknowledged this file at this time.
"""

import base64
import hmac
import io
from collections.abc import Mapping
from datetime import UTC
from hashlib import sha256
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from grader.model import Submission
from grader.service.hand_in import Receipt, RefusedHandIn
from grader.service.status import AttemptStatus
from grader.service.web.home import learner_home
from grader.service.web.pages import page_response
from grader.service.web.service import Visit

_BYTES: Final = 15
"""The length of the code: 24 characters, short enough for people to copy."""
_GROUP: Final = 4
_FIELDS: Final = ("learner", "exercise", "attempt", "sha256", "received")


# Receipts.


def receipt_text(key: bytes, of: Submission | AttemptStatus) -> str:
    """The receipt as its owner keeps it: one fact per line, and a code computed from all of them."""
    facts = {
        "learner": of.learner,
        "exercise": of.exercise,
        "attempt": str(of.attempt),
        "sha256": of.sha256,
        "received": of.received.astimezone(UTC).isoformat(timespec="seconds"),
    }
    return "\n".join(f"{name}: {value}" for name, value in (*facts.items(), ("code", _code(key, facts))))


def is_genuine(key: bytes, facts: Mapping[str, str]) -> bool:
    """Whether the code matches the other facts; compares in constant time."""
    typed = "".join(one for one in facts.get("code", "").upper() if one.isascii() and one.isalnum())
    return hmac.compare_digest(_code(key, facts).replace("-", ""), typed)


def read_receipt(text: str) -> dict[str, str]:
    """The facts in a receipt's lines, as a person pasted them."""
    lines = (line.partition(":") for line in io.StringIO(text, newline=None))
    return {name.strip().casefold(): value.strip() for name, colon, value in lines if colon}


def show_receipt(visit: Visit) -> Response:
    """A learner's receipt for one of their own attempts."""
    exercise = f"{visit.path['lesson']}/{visit.path['exercise']}"
    attempt = visit.number("attempt")
    for status in visit.service.board.statuses(visit.name):
        if (status.exercise, status.attempt) == (exercise, attempt):
            return _receipt_page(visit, status)
    raise HTTPException(404)


def _receipt_page(visit: Visit, of: Submission | AttemptStatus, new: Receipt | None = None) -> Response:
    text = receipt_text(visit.service.receipt_key, of)
    title = visit.service.titles.get(of.exercise, of.exercise)
    return page_response("receipt.html", visit, attempt=of, title=title, text=text, new=new)


def ask_for_receipt(visit: Visit) -> Response:
    """The form into which a receipt is pasted."""
    return page_response("receipt_check.html", visit, verdict="", text="")


def check_receipt(visit: Visit) -> Response:
    """Whether a receipt is genuine, and whether its file is kept. Learners may check only their own."""
    facts = read_receipt(visit.form.get("receipt", ""))
    assert visit.person is not None
    if not is_genuine(visit.service.receipt_key, facts):
        verdict = "not genuine"
    elif not visit.person.is_staff and facts["learner"] != visit.name:
        raise HTTPException(403, "This receipt belongs to somebody else.")
    else:
        found = visit.service.board.statuses(facts["learner"])
        known = {(one.exercise, str(one.attempt), one.sha256) for one in found}
        verdict = "kept" if (facts["exercise"], facts["attempt"], facts["sha256"]) in known else "missing"
    return page_response("receipt_check.html", visit, verdict=verdict, text=visit.form.get("receipt", ""))


def _code(key: bytes, facts: Mapping[str, str]) -> str:
    """Return the code in groups of four characters."""
    message = "\0".join(facts.get(name, "") for name in _FIELDS).encode(errors="backslashreplace")
    code = base64.b32encode(hmac.digest(key, message, sha256)[:_BYTES]).decode()
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


_OFTEN = (
    "You have handed in very often within a short time. Wait a minute, and check your answer on your own computer "
    "first."
)
_ARCHIVE_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


# Views for hand-ins.


def take(visit: Visit) -> Response:
    """The response to the form: a receipt, or the page again with the reason for a refusal."""
    try:
        receipt = _take(visit)
    except RefusedHandIn as refused:
        return learner_home(visit, status=422, refusal=refused.sentence)
    return _receipt_page(visit, receipt.submission, receipt)


def take_by_token(visit: Visit) -> Response:
    """The response to a command: a receipt as JSON, or an error with its reason."""
    try:
        receipt = _take(visit)
    except RefusedHandIn as refused:
        return JSONResponse({"error": refused.sentence}, 422)
    made, text = receipt.submission, receipt_text(visit.service.receipt_key, receipt.submission)
    facts = {name: getattr(made, name) for name in ("exercise", "attempt", "sha256")}
    facts |= {"received": made.received.isoformat(), "again": receipt.again, "notice": receipt.notice}
    return JSONResponse(facts | {"receipt": text})


def list_by_token(visit: Visit) -> Response:
    """The state of all attempts of the token's owner, as JSON."""
    found = visit.service.board.statuses(visit.name)
    fields = ("exercise", "attempt", "sha256", "place", "estimate_s", "cells", "earned", "possible")
    rows = [{name: getattr(one, name) for name in fields} | _stage(one) for one in found]
    return JSONResponse({"attempts": rows})


def _stage(one: AttemptStatus) -> dict[str, object]:
    """The attempt's state, without points if its learner may not see them yet."""
    if one.feedback is None:
        return {"stage": one.stage.value, "withheld": False, "feedback_after": None}
    after = one.feedback.until.isoformat() if one.feedback.until else None
    return {"stage": one.stage.value, "withheld": True, "feedback_after": after, "earned": None, "possible": None}


def _take(visit: Visit) -> Receipt:
    """Hands in the request's file, and returns the receipt.

    Raises:
        RefusedHandIn: there is no file, its first bytes show that it can't be a notebook, or the desk refuses it.
        HTTPException: the learner hands in too often.
    """
    if not visit.service.limits.hand_ins.take(visit.name):
        raise HTTPException(429, _OFTEN, headers={"Retry-After": "60"})
    upload = visit.upload
    if upload is None or not upload.name:
        raise RefusedHandIn("No file was chosen. Choose a notebook (.ipynb) or a script (.py).")
    if not upload.content:
        raise RefusedHandIn("This file is empty. Save your notebook in Jupyter and hand it in again.")
    if upload.content.startswith(_ARCHIVE_STARTS):
        raise RefusedHandIn("This is an archive. Please hand in the notebook itself (.ipynb).")
    return visit.service.desk.hand_in(visit.name, upload.name, upload.content)
