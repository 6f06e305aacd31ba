"""Finds damage of a database's file when it is opened, before anything is read from it or written to it.

SQLite reads a damaged page only when it needs it, and writes to other pages until then. If its log is damaged, it keeps
what was written before the damage, and reports nothing. This module finds all damage that SQLite can detect: pages,
rows and indexes that contradict each other, a header that contradicts the tables, and a log that continues after a
frame that does not fit. SQLite has no checksums of pages, so a changed byte is not noticed if the text or number with
it is still valid.
"""

import re
import sqlite3
import struct
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

_TREE: Final = re.compile(r"Tree (\d+) ")
_SHORTEST: Final = 512
"""Bytes of the smallest possible page."""
_OF_DAMAGE: Final = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
"""The error codes that SQLite gives if the data that it reads makes no sense."""
_LOG_HEADER: Final = struct.Struct(">8I")
"""Magic, format, size of a page, checkpoints, two salts, two checksums."""
_FRAME_HEADER: Final = struct.Struct(">6I")
"""Page, size of the database if a transaction ends here, two salts, two checksums."""
_MAGIC: Final = 0x377F0682
"""The last bit gives the byte order of checksums."""
_LATER: Final = 2
"""The number of transactions after a frame that does not fit. A loss of power may cut off one, with its pages in any
order.
"""


def damage_of_size(path: Path) -> str:
    """The damage that a file's size shows, in words; empty if it shows none, or if there is no file.

    SQLite treats a file that is shorter than any database as a new one, and overwrites it. The file must not be opened
    for this: closing it would drop the locks of all other connections of this process to it. If a different process
    then closes a connection, it assumes that nobody is left, and removes the log that this process is still writing.
    """
    with suppress(OSError):  # SQLite then says what is wrong
        if path.is_file() and (size := path.stat().st_size) < _SHORTEST:
            return "its first page is cut off" if size else "it is empty"
    return ""


def damage_of_pages(connection: Connection) -> str:
    """What is damaged in the file, in words; empty if nothing is."""
    try:
        return _contradiction(connection)
    except DBAPIError as error:
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF not in _OF_DAMAGE:
            raise
        return str(error.orig)


def _contradiction(connection: Connection) -> str:
    found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
    if found == "ok":
        row = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        return f"a row of {row[0]} belongs to no row of {row[2]}" if row else ""
    said = " ".join(str(found).split())
    if tree := _TREE.search(said):
        query = "SELECT name FROM sqlite_schema WHERE rootpage = ?"
        name = connection.exec_driver_sql(query, (int(tree[1]),)).scalar()
        said = f"{name or 'the list of tables'}: {said}"
    return said.removeprefix("*** in database main *** ")


def damage_of_log(path: Path) -> str:
    """What is damaged in the log next to the file, in words; empty if nothing is, or if there is none."""
    log = path.with_name(f"{path.name}-wal")
    while True:
        try:
            with log.open("rb") as file:
                content = file.read()
                file.seek(0)
                if file.read(_LOG_HEADER.size) == content[: _LOG_HEADER.size]:  # or else it began again meanwhile
                    return _damage(content)
        except FileNotFoundError:
            return ""


def _damage(log: bytes) -> str:
    if len(log) < _LOG_HEADER.size + _FRAME_HEADER.size:
        return ""
    magic, _, page_size, _, *salts_and_sums = _LOG_HEADER.unpack_from(log)
    salts, sums = tuple(salts_and_sums[:2]), tuple(salts_and_sums[2:])
    order = ">" if magic & 1 else "<"
    if magic & ~1 != _MAGIC or _checksum(log[: _LOG_HEADER.size - 8], (0, 0), order) != sums:
        return "the header of its log"
    misfit, later = 0, 0
    for number, place in enumerate(range(_LOG_HEADER.size, len(log), _FRAME_HEADER.size + page_size), 1):
        frame = log[place : place + _FRAME_HEADER.size + page_size]
        if len(frame) < _FRAME_HEADER.size + page_size:
            break
        _, ends, *rest = _FRAME_HEADER.unpack_from(frame)
        if misfit:
            later += tuple(rest[:2]) == salts and ends > 0
            continue
        sums = _checksum(frame[:8] + frame[_FRAME_HEADER.size :], sums, order)
        if tuple(rest) != (*salts, *sums):
            misfit = number
    return f"frame {misfit} of its log, before {later} transactions" if later >= _LATER else ""


def _checksum(data: bytes, sums: tuple[int, ...], order: str) -> tuple[int, int]:
    """The two sums with which SQLite continues over data of its log:
    https://www.sqlite.org/fileformat2.html#walformat.
    """
    first, second = sums
    for one, other in struct.iter_unpack(f"{order}2I", data):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + other + first) & 0xFFFFFFFF
    return first, second
