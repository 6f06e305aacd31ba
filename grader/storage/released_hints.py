"""How many hints a learner has been given: one where a failure is met first, then one more each time it comes again.

A failure is a criterion that is not met, or a diagnosis. One small file for each file checked and exercise lies under
XDG_CACHE_HOME/grader/hints. What cannot be read there begins anew: it costs a learner a hint that was already seen,
and nothing else.
"""

from collections.abc import Collection, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec

from grader.util.decoders import json_decoder
from grader.util.files import write_whole

Count = Annotated[int, msgspec.Meta(ge=1, le=3)]


class ReleasedHints:
    """The hints that were released for one file and exercise."""

    def __init__(self, cache: Path, file: Path, exercise: str) -> None:
        """`cache` is the folder of all that can be computed again."""
        name = sha256(f"{file.absolute()}\0{exercise}".encode(errors="surrogateescape")).hexdigest()
        self._path = cache / "hints" / name

    def next_hints(self, failure: str, hints: Sequence[str], *, shown: int = 0) -> tuple[str, ...]:
        """The hints of a failure released by now, one more than the last time, or than `shown` otherwise.

        Raises `StorageError` where that can't be kept.
        """
        counts = self._counts()
        released = min(max(counts.get(failure, 0), shown) + 1, len(hints))
        if released:
            self._keep(counts | {failure: released})
        return tuple(hints[:released])

    def keep_only(self, failures: Collection[str]) -> None:
        """Begin at the first hint when another failure comes again: it has been mended in between.

        Raises `StorageError` where that can't be kept.
        """
        counts = self._counts()
        if counts.keys() - failures:
            self._keep({failure: count for failure, count in counts.items() if failure in failures})

    def _counts(self) -> dict[str, int]:
        try:
            return json_decoder(dict[str, Count]).decode(self._path.read_bytes())
        except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError):
            return {}

    def _keep(self, counts: dict[str, int]) -> None:
        write_whole(self._path, msgspec.json.encode(counts))
