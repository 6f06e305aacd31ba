"""Receipts: lines that show later that this service acknowledged this file at this time, and that nobody wrote them."""

import base64
import hmac
import io
from collections.abc import Mapping
from datetime import UTC
from hashlib import sha256
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from grader.service.hand_in import Receipt
from grader.service.status import AttemptStatus
from grader.web.pages import page_response
from grader.web.visit import Visit

_BYTES: Final = 15
"""Of the code: 24 characters, which people can copy."""
_GROUP: Final = 4
_FIELDS: Final = ("learner", "exercise", "attempt", "sha256", "received")


def receipt_text(key: bytes, of: Receipt | AttemptStatus) -> str:
    """The receipt as its owner keeps it: a line a fact, and a code that follows from all of them."""
    facts = {
        "learner": of.learner,
        "exercise": of.exercise,
        "attempt": str(of.attempt),
        "sha256": of.sha256,
        "received": of.received.astimezone(UTC).isoformat(timespec="seconds"),
    }
    return "\n".join(f"{name}: {value}" for name, value in (*facts.items(), ("code", _code(key, facts))))


def is_genuine(key: bytes, facts: Mapping[str, str]) -> bool:
    """Whether the code is the one that follows from the other facts; in constant time."""
    typed = "".join(one for one in facts.get("code", "").upper() if one.isascii() and one.isalnum())
    return hmac.compare_digest(_code(key, facts).replace("-", ""), typed)


def read_receipt(text: str) -> dict[str, str]:
    """The facts in a receipt's lines, as somebody copied them."""
    lines = (line.partition(":") for line in io.StringIO(text, newline=None))
    return {name.strip().casefold(): value.strip() for name, colon, value in lines if colon}


def show(visit: Visit) -> Response:
    """A learner's receipt of an attempt of their own."""
    exercise = f"{visit.path['lesson']}/{visit.path['exercise']}"
    attempt = visit.number("attempt")
    for one in visit.service.board.statuses(visit.name):
        if (one.exercise, one.attempt) == (exercise, attempt):
            text = receipt_text(visit.service.receipt_key, one)
            title = visit.service.titles.get(exercise, exercise)
            return page_response("receipt.html", visit, receipt=one, title=title, text=text, is_new=False)
    raise HTTPException(404)


def ask(visit: Visit) -> Response:
    """The form into which a receipt is pasted."""
    return page_response("receipt_check.html", visit, verdict="", text="")


def check(visit: Visit) -> Response:
    """Whether a receipt is genuine, and whether the file that it is for is kept. Learners may ask for their own."""
    facts = read_receipt(visit.form.get("receipt", ""))
    assert visit.person is not None
    if not is_genuine(visit.service.receipt_key, facts):
        verdict = "not genuine"
    elif not visit.person.is_staff and facts["learner"] != visit.name:
        raise HTTPException(403, "This receipt is somebody else's.")
    else:
        verdict = "kept" if _is_kept(visit, facts) else "missing"
    return page_response("receipt_check.html", visit, verdict=verdict, text=visit.form.get("receipt", ""))


def _is_kept(visit: Visit, facts: Mapping[str, str]) -> bool:
    """Whether the gradebook has the attempt, with that content."""
    found = visit.service.board.statuses(facts["learner"])
    known = {(one.exercise, str(one.attempt), one.sha256) for one in found}
    return (facts["exercise"], facts["attempt"], facts["sha256"]) in known


def _code(key: bytes, facts: Mapping[str, str]) -> str:
    """Groups of four letters and digits."""
    message = "\0".join(facts.get(name, "") for name in _FIELDS).encode(errors="backslashreplace")
    code = base64.b32encode(hmac.digest(key, message, sha256)[:_BYTES]).decode()
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
