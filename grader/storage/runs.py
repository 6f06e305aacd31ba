"""Runs on disk by content key, so that what has run once never runs again.

A run's file is `ROOT/<first two of the key>/<key>.json.z`: zlib-compressed JSON of `_Envelope`. The evidence inside is
the very JSON that `grader.evidence` encodes, and is decoded as strictly as a kernel's. It may also hold what a clean
room found.
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
"""The most one stored run may unpack to: room for the largest allowed evidence, and an end to a zip bomb."""


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one file holds; another `version` is a file of another grader's, and absent to this one."""

    version: Literal[1] = 1
    run: Run
    """The run without its evidence."""
    evidence: msgspec.Raw
    """The evidence as `grader.evidence.encode` wrote it."""


class RunStore(ContentStore):
    """Runs under one folder, which only the grader's own account may read: references are among them."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, max_bytes=MAX_BYTES, suffix=".json.z")

    def get(self, key: str) -> Run | None:
        """The run of that key, or None if there is none or its file is damaged. Raises `StorageError`."""
        return self.read(key, lambda content: _run_in(content, key))

    def put(self, run: Run) -> None:
        """Keep a run. One that ended by a fault of the grader is not kept, so that it runs again.

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
