"""A form's body as browsers send it: a few short fields, and at most one file. Text is always read as UTF-8.

python-multipart splits it, in a thread, so that no body blocks the event loop. Its parts stay bytes until we decode
them: a character set that a sender names never reaches a codec.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser
from starlette.exceptions import HTTPException

from grader.service.web.service import Upload

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks  # the library defines it only for type checkers

_FIELDS: Final = 4
_FIELD_BYTES: Final = 4096
_HEAD_BYTES: Final = 4096
"""The largest size of a part's headers, which include the file's name."""
_PARAMETER: Final = re.compile(r';\s*([a-z*]{1,20})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))', re.IGNORECASE | re.DOTALL)
_ESCAPED: Final = re.compile(r'\\(["\\])')
_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{1,70}")
_UNREADABLE: Final = "This form can't be read. Load the page again and repeat it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The content of a form."""

    fields: Mapping[str, str] = field(default_factory=dict)
    upload: Upload | None = None


def read_form(body: bytes, content_type: str) -> Form:
    """The fields and the file in a body; empty if it is not a form. Raises `HTTPException` if it is malformed."""
    media_type, _, _ = content_type.partition(";")
    parameters = dict(_parameters(content_type))
    if parameters.get("charset", "utf-8").casefold() not in {"utf-8", "utf8"}:
        raise HTTPException(400, "This form is not in UTF-8. Load the page again, and send the form from your browser.")
    match media_type.strip().casefold():
        case "application/x-www-form-urlencoded":
            return Form(fields=_urlencoded(body))
        case "multipart/form-data":
            return _multipart(body, parameters.get("boundary", ""))
    return Form()


def _parameters(header: str) -> Iterator[tuple[str, str]]:
    """The parameters of a header such as Content-Type; the first of several with one name comes last."""
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
    found = _Parts()
    parser = MultipartParser(boundary, found.callbacks(), max_header_size=_HEAD_BYTES)
    try:
        parser.write(body)
    except FormParserError as error:
        raise HTTPException(400, _UNREADABLE) from error
    if not found.ended:
        raise HTTPException(400, _UNREADABLE)
    fields: dict[str, str] = {}
    upload = None
    for disposition, content in found.parts:
        parameters = dict(_parameters(disposition.decode(errors="replace")))
        if "filename" in parameters:
            if upload:
                raise HTTPException(400, "This form has several files. Please hand in one file at a time.")
            upload = Upload(name=parameters["filename"], content=bytes(content))
        elif not disposition or len(content) > _FIELD_BYTES or len(fields) == _FIELDS:
            raise HTTPException(400, _UNREADABLE)
        else:
            fields[parameters.get("name", "")] = _text(content.decode(errors="replace"))
    return Form(fields=fields, upload=upload)


class _Parts:
    """The parts that the parser finds: each part's Content-Disposition and content, as bytes."""

    def __init__(self) -> None:
        self.parts: list[tuple[bytearray, bytearray]] = []
        self.ended = False
        self._name, self._value = bytearray(), bytearray()

    def callbacks(self) -> "MultipartCallbacks":
        """The functions that the parser calls."""
        return {
            "on_part_begin": self._begin_part,
            "on_header_begin": self._begin_header,
            "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_part_data": lambda data, start, end: self.parts[-1][1].extend(data[start:end]),
            "on_end": self._end,
        }

    def _begin_part(self) -> None:
        if len(self.parts) > _FIELDS:  # the fields, and one file
            raise HTTPException(400, _UNREADABLE)
        self.parts.append((bytearray(), bytearray()))

    def _begin_header(self) -> None:
        self._name.clear()
        self._value.clear()

    def _end_header(self) -> None:
        if self._name.strip().lower() == b"content-disposition":
            self.parts[-1][0][:] = self._value

    def _end(self) -> None:
        self.ended = True


def _text(value: str) -> str:
    """A field's text without null characters, which some databases can't store."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
