"""A platform, the scores for it, and a file in OUT that records their timestamps, one JSON object per line.

A platform ignores a score whose timestamp is not later than the timestamp of the score that it has. So the same score
is always sent again with its own timestamp. A changed score is sent with a later timestamp, even if the clock was set
back. A line is written before a score is sent and again after the reply, because the reply may be lost or the command
killed.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum, unique
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TextIO

import msgspec

from grader.errors import SpecError, StorageError
from grader.util.decoders import json_decoder
from grader.util.files import make_private_folder, write_whole

LOCK: Final = ".lock"
"""The ending that is added to the file's name for its lock."""
_STEP: Final = timedelta(seconds=1)
"""How much later a changed score is than the previous one: some platforms store whole seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """Where scores are sent, and who sends them."""

    issuer: str
    client_id: str
    token_url: str
    audience: str = ""
    """The audience of a request for a token; the token's URL if empty."""
    private_key: Path
    users: Mapping[str, str]
    """Maps each learner to the platform's id of that person."""
    line_items: Mapping[str, str]
    """Maps each assignment or exercise to the URL of its line item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One score of one learner."""

    about: str
    """The learner and the line item, as messages to the instructor name them."""
    line_item: str
    body: Mapping[str, Any]
    """The body as the specification spells it, without the timestamp."""

    def stamped(self, when: datetime) -> Mapping[str, Any]:
        """The body together with a timestamp."""
        return {**self.body, "timestamp": when.isoformat(timespec="microseconds")}


@unique
class Fate(StrEnum):
    """What is known about a score that was sent."""

    STORED = "stored"
    UNKNOWN = "unknown"
    """It may be stored: there was no reply, or the reply does not show it."""
    NOT_STORED = "not stored"


class SentScore(msgspec.Struct, frozen=True, kw_only=True):
    """The last score that was sent for a user in one line item."""

    line_item: str
    user: str
    score: str
    """A digest of the score without its timestamp."""
    timestamp: datetime
    fate: Fate


@dataclass(slots=True)
class SentScores:
    """The scores that were sent, by line item and user."""

    _known: dict[tuple[str, str], SentScore]
    _file: TextIO

    def begin(self, message: Message) -> tuple[SentScore, bool]:
        """The score that is to be sent now, and whether it repeats one that may be stored; if not, it has a later
        timestamp.
        """
        digest = sha256(msgspec.json.encode(message.body, order="sorted")).hexdigest()
        user, now = message.body["userId"], datetime.now(UTC)
        last = self._known.get((message.line_item, user))
        if last and last.score == digest and last.fate is not Fate.NOT_STORED:
            return last, True
        stamp = max(now, last.timestamp + _STEP) if last else now
        score = SentScore(line_item=message.line_item, user=user, score=digest, timestamp=stamp, fate=Fate.UNKNOWN)
        self._keep(score)
        return score, False

    def end(self, score: SentScore, fate: Fate) -> None:
        """Record what happened to a score."""
        if fate is not score.fate:
            self._keep(msgspec.structs.replace(score, fate=fate))

    def _keep(self, score: SentScore) -> None:
        self._known[score.line_item, score.user] = score
        self._file.write(_line(score))
        self._file.flush()


@contextmanager
def sent_scores(path: Path) -> Iterator[SentScores]:
    """The sent scores in the file at a path, which is made if there is none and locked meanwhile.

    Raises:
        SpecError: another command is sending.
        StorageError: the file is damaged, or can't be written.
    """
    try:
        make_private_folder(path.parent)
        lock = os.open(path.with_name(f"{path.name}{LOCK}"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise SpecError(f"{path}: another command is sending scores; wait until it is done") from error
            known = {(one.line_item, one.user): one for one in _read(path)}
            write_whole(path, "".join(map(_line, known.values())).encode())
            with path.open("a", encoding="utf-8") as file:
                yield SentScores(known, file)
        finally:
            os.close(lock)
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror}); is the disk full or read-only?") from error


def _read(path: Path) -> Iterator[SentScore]:
    """The lines, except a last line that was cut off. Raises `StorageError`."""
    if not path.exists():
        return
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines[:-1], 1):
        try:
            yield json_decoder(SentScore).decode(line)
        except msgspec.MsgspecError as error:
            raise StorageError(
                f"{path}, line {number}: is damaged ({error}); remove that line, and the score will be sent again"
            ) from error


def _line(score: SentScore) -> str:
    return f"{msgspec.json.encode(score).decode()}\n"
