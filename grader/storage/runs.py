"""Runs on disk by content key, so that what has run once never runs again. Never pickle.

One file a run, `ROOT/<first two of the key>/<key>.json.z`: zlib-compressed JSON of `_Envelope`. The evidence inside
is the very JSON that `grader.evidence` encodes, and comes back through a door of its: what lies on a disk is checked
like what comes from a kernel, and may say besides what a clean room found. A file that does not decode counts as
absent; it is said in the log and run again.
"""

import logging
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Literal

import msgspec

from grader import evidence
from grader.errors import EvidenceError, StorageError
from grader.model import Outcome, Run
from grader.util.decoders import json_decoder
from grader.util.files import make_private_folder, write_whole

MAX_BYTES = 256 * 2**20
"""The most one stored run may unpack to: room for the largest allowed evidence, and an end to a zip bomb."""

_log = logging.getLogger(__name__)


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one file holds; another `version` is a file of another grader's, and absent to this one."""

    version: Literal[1] = 1
    run: Run
    """The run without its evidence."""
    evidence: msgspec.Raw
    """The evidence as `grader.evidence.encode` wrote it."""


class RunStore:
    """Runs under one folder, which only the grader's own account may read: references are among them."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, key: str) -> Path:
        """Where the run of that key lies, or would."""
        return self._root / key[:2] / f"{key}.json.z"

    def get(self, key: str) -> Run | None:
        """The run of that key, or None if there is none or its file is damaged.

        Raises:
            StorageError: the file is there and cannot be read.
        """
        path = self.path(key)
        try:
            packed = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
        try:
            return decode_run(packed, key)
        except (zlib.error, msgspec.MsgspecError, EvidenceError, ValueError, RecursionError) as error:
            _log.warning("%s: damaged (%s); the run is done again", path, error)
            return None

    def put(self, run: Run) -> None:
        """Keep a run. One that ended by a fault of the grader is not kept, so that it runs again.

        Raises:
            StorageError: the file cannot be written.
        """
        if run.outcome is Outcome.INTERNAL:
            return
        try:
            make_private_folder(self._root)
        except OSError as error:
            raise StorageError(
                f"{self._root}: cannot be made ({error.strerror}); check the folder that it is to lie in"
            ) from error
        write_whole(self.path(run.key), encode_run(run))


def encode_run(run: Run) -> bytes:
    """The bytes of a run's file."""
    seen = msgspec.Raw(evidence.encode(run.evidence))
    envelope = _Envelope(run=replace(run, evidence=evidence.EMPTY), evidence=seen)
    return zlib.compress(msgspec.json.encode(envelope), zlib.Z_BEST_SPEED)  # most of it are numbers, and stay as long


def decode_run(packed: bytes, key: str) -> Run:
    """The run in a file's bytes. Raises `ValueError` and what zlib, msgspec and evidence raise."""
    unpacker = zlib.decompressobj()
    document = unpacker.decompress(packed, MAX_BYTES)
    if not unpacker.eof:
        raise ValueError("cut short, or larger than any run")
    envelope = json_decoder(_Envelope).decode(document)
    if envelope.run.key != key:
        raise ValueError(f"holds the run {envelope.run.key}")
    return replace(envelope.run, evidence=evidence.decode_stored(bytes(envelope.evidence), max_bytes=MAX_BYTES))
