"""A form's body as browsers send it: a few short fields, and at most one file. Text is UTF-8, whatever anybody says.

It is read whole and divided by `bytes.split`, in a thread: a parser that looks at each byte in Python would keep the
event loop, and so everybody, waiting for a body that is all edges or all headers. No name of a character set that
somebody sent ever reaches a codec.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException

from grader.web.visit import Upload

_FIELDS: Final = 4
_FIELD_BYTES: Final = 4096
_HEAD_BYTES: Final = 4096
"""Of a part's headers, the file's name among them."""
_PARAMETER: Final = re.compile(r';\s*([a-z*]{1,20})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))', re.IGNORECASE | re.DOTALL)
_ESCAPED: Final = re.compile(r'\\(["\\])')
_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{1,70}")
_UNREADABLE: Final = "This form can't be read. Load the page again, and repeat it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form held."""

    fields: Mapping[str, str] = field(default_factory=dict)
    upload: Upload | None = None


def read_form(body: bytes, content_type: str) -> Form:
    """The fields and the file in a body, nothing if it is not a form. Raises `HTTPException` if it is malformed."""
    media_type, _, _ = content_type.partition(";")
    parameters = dict(_parameters(content_type))
    if parameters.get("charset", "utf-8").casefold() not in {"utf-8", "utf8"}:
        raise HTTPException(400, "This form is not in UTF-8. Load the page again, and send it as your browser does.")
    match media_type.strip().casefold():
        case "application/x-www-form-urlencoded":
            return Form(fields=_urlencoded(body))
        case "multipart/form-data":
            return _multipart(body, parameters.get("boundary", ""))
        case _:
            return Form()


def _parameters(header: str) -> Iterator[tuple[str, str]]:
    """The parameters of a header such as Content-Type; of one name the first comes last."""
    for found in reversed(list(_PARAMETER.finditer(header[:_HEAD_BYTES]))):
        yield found[1].casefold(), found[3] if found[2] is None else _ESCAPED.sub(r"\1", found[2])


def _urlencoded(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError as error:
        raise HTTPException(400, _UNREADABLE) from error
    if any(len(value) > _FIELD_BYTES for pair in pairs for value in pair):
        raise HTTPException(400, _UNREADABLE)
    return {name: _text(value) for name, value in pairs}


def _multipart(body: bytes, boundary: str) -> Form:
    if not _BOUNDARY.fullmatch(boundary):
        raise HTTPException(400, _UNREADABLE)
    before, *parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode(), _FIELDS + 2)
    if before or not parts or not parts.pop().startswith(b"--"):
        raise HTTPException(400, _UNREADABLE)
    fields: dict[str, str] = {}
    upload = None
    for parameters, content in map(_part, parts):
        name = parameters.get("name", "")
        if "filename" in parameters:
            if upload:
                raise HTTPException(400, "This form has several files. Please hand in one at a time.")
            upload = Upload(name=parameters["filename"], content=content)
        elif len(content) > _FIELD_BYTES or len(fields) == _FIELDS:
            raise HTTPException(400, _UNREADABLE)
        else:
            fields[name] = _text(content.decode(errors="replace"))
    return Form(fields=fields, upload=upload)


def _part(part: bytes) -> tuple[dict[str, str], bytes]:
    """What a part says of itself, and its content."""
    head, edge, content = part.partition(b"\r\n\r\n")
    if not (edge and head.startswith(b"\r\n") and len(head) <= _HEAD_BYTES):
        raise HTTPException(400, _UNREADABLE)
    for line in head.decode(errors="replace").split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().casefold() == "content-disposition":
            return dict(_parameters(value)), content
    raise HTTPException(400, _UNREADABLE)


def _text(value: str) -> str:
    """A field's text without null characters, which not every database keeps."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
