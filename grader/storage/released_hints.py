"""How many hints a learner has been given: one where a failure is met first, then one more each time it comes again.

A failure is a criterion that is not met, or a diagnosis. One small file for each file checked, exercise and failure
lies under XDG_CACHE_HOME/grader/hints. What cannot be read there begins anew: it costs a learner a hint that was
already seen, and nothing else.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from grader.util.files import write_whole


class ReleasedHints:
    """The hints that were released for one file and exercise."""

    def __init__(self, cache: Path, file: Path, exercise: str) -> None:
        """`cache` is the folder of all that can be computed again."""
        self._folder = cache / "hints"
        self._of = f"{file.absolute()}\0{exercise}"

    def next_hints(self, failure: str, hints: Sequence[str], *, shown: int = 0) -> tuple[str, ...]:
        """The hints of a failure released by now, one more than the last time, or than `shown` otherwise.

        Raises `StorageError` where that can't be kept.
        """
        released = min(max(self._released(failure), shown) + 1, len(hints))
        write_whole(self._path(failure), str(released).encode())
        return tuple(hints[:released])

    def forget(self, failure: str) -> None:
        """Begin at the first hint when that failure comes again: it has been mended in between."""
        self._path(failure).unlink(missing_ok=True)

    def _released(self, failure: str) -> int:
        try:
            kept = self._path(failure).read_bytes()
        except OSError:
            return 0
        return int(kept) if kept in {b"1", b"2", b"3"} else 0

    def _path(self, failure: str) -> Path:
        return self._folder / sha256(f"{self._of}\0{failure}".encode(errors="surrogateescape")).hexdigest()
