"""Stores runs by content key, so that nothing runs twice.

A run's file is `ROOT/<first two of the key>/<key>.json.z`: zlib-compressed JSON of `_Envelope`. The evidence in it is
exactly the JSON that `grader.evidence` encodes, and is decoded as strictly as a kernel's. It may also contain the
findings of a clean room.
"""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import msgspec

from grader import evidence
from grader.model import Outcome, Run
from grader.storage.content_store import ContentStore, pack, unpack
from grader.util.decoders import json_decoder

MAX_BYTES = 256 * 2**20
"""The most bytes to which one stored run may unpack: enough for the largest evidence, not for a zip bomb."""


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The content of one file; a different `version` comes from a different grader, and counts as absent."""

    version: Literal[1] = 1
    run: Run
    """The run without its evidence."""
    evidence: msgspec.Raw
    """The evidence as `grader.evidence.encode` wrote it."""


class RunStore(ContentStore):
    """Runs in one folder that only the grader's own account may read: references are among them."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, max_bytes=MAX_BYTES, suffix=".json.z")

    def get(self, key: str) -> Run | None:
        """The run with this key; None if there is none or its file is damaged. Raises `StorageError`."""
        return self.read(key, lambda content: _run_in(content, key))

    def put(self, run: Run) -> None:
        """Store a run. A run that ended because of an error in the grader is not stored, so that it runs again.

        Raises:
            StorageError: the file cannot be written.
        """
        if run.outcome is not Outcome.INTERNAL:
            self.write(run.key, _content_of(run))


def encode_run(run: Run) -> bytes:
    """The bytes of a run's file."""
    return pack(_content_of(run))


def decode_run(packed: bytes, key: str) -> Run:
    """The run in a file's bytes. Raises one of `content_store.DAMAGED`."""
    return _run_in(unpack(packed, MAX_BYTES), key)


def _content_of(run: Run) -> bytes:
    seen = msgspec.Raw(evidence.encode(run.evidence))
    return msgspec.json.encode(_Envelope(run=replace(run, evidence=evidence.EMPTY), evidence=seen))


def _run_in(content: bytes, key: str) -> Run:
    envelope = json_decoder(_Envelope).decode(content)
    if envelope.run.key != key:
        raise ValueError(f"holds the run {envelope.run.key}")
    return replace(envelope.run, evidence=evidence.decode_stored(bytes(envelope.evidence), max_bytes=MAX_BYTES))
