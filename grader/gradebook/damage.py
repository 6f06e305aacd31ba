"""Damage of a database's file, looked for whenever it is opened: before anything is read from it, or written to it.

SQLite reads a damaged page only when it needs it, and writes beside it until then; of a damaged log it keeps what was
written before the damage, and says nothing. What it can find is found here: pages, rows and indexes that contradict
each other, a header that contradicts the tables, a log that goes on behind a frame that does not fit. SQLite keeps no
checksums of pages: a byte that changed within a text or a number, and leaves it one, is not noticed.
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
"""Bytes of the smallest page that there can be."""
_OF_DAMAGE: Final = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
"""What SQLite calls it when what it reads makes no sense."""
_LOG_HEADER: Final = struct.Struct(">8I")
"""Magic, format, size of a page, checkpoints, two salts, two checksums."""
_FRAME_HEADER: Final = struct.Struct(">6I")
"""Page, size of the database where a transaction ends here, two salts, two checksums."""
_MAGIC: Final = 0x377F0682
"""The last bit says in which order of bytes checksums are made."""
_LATER: Final = 2
"""Transactions behind a frame that does not fit. One may be what a loss of power cut off, in any order of its pages."""


def damage_of_size(path: Path) -> str:
    """What the size of a file says of damage, in words; empty if nothing, or if there is no file.

    SQLite takes a file that is shorter than any database for a new one, and writes over it. The file must not be opened
    to look into it: closing it would drop the locks of every other connection of this process to it, and whoever else
    then closes one believes that nobody is left, and removes the log that this process goes on to write.
    """
    with suppress(OSError):  # SQLite says what is wrong then
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
    """What is damaged in the log beside the file, in words; empty if nothing is, or if there is none."""
    log = path.with_name(f"{path.name}-wal")
    while True:
        try:
            with log.open("rb") as file:
                content = file.read()
                file.seek(0)
                if file.read(_LOG_HEADER.size) == content[: _LOG_HEADER.size]:  # else it began anew meanwhile
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
    """The two sums that SQLite goes on with over data of its log: https://www.sqlite.org/fileformat2.html#walformat."""
    first, second = sums
    for one, other in struct.iter_unpack(f"{order}2I", data):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + other + first) & 0xFFFFFFFF
    return first, second
