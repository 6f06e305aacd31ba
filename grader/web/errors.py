"""A refusal as a page with one sentence, or as JSON for a command."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from grader.web.pages import page_response

_HEADINGS: Final[Mapping[int, str]] = {401: "Sign in", 413: "This was not taken"}
"""Instead of what a status is called among programmers."""
_SENTENCES: Final[Mapping[int, str]] = {
    400: "This request can't be read.",
    404: "There is no such page, or it is not yours to read.",
    405: "This address takes no such request.",
    500: "Something broke on our side. It has been logged. Nothing that you handed in is lost.",
}


def error_response(error: HTTPException, *, as_json: bool = False) -> Response:
    """The response to a request that was refused or failed; it repeats nothing of the request."""
    status = HTTPStatus(error.status_code)
    own = error.detail if error.detail != status.phrase else ""
    sentence = own or _SENTENCES.get(status, status.phrase)
    if as_json:
        return JSONResponse({"error": sentence}, status, headers=error.headers)
    heading = _HEADINGS.get(status, status.phrase)
    return page_response("error.html", status=status, headers=error.headers, heading=heading, sentence=sentence)
