"""How many hints of a diagnosis a learner has been given: one at the first `check` of a file, then one more each time.

One small file for each file checked, exercise and rule lies under XDG_CACHE_HOME/grader/hints. What cannot be read
there begins anew: it costs a learner a hint that was already seen, and nothing else.
"""

from hashlib import sha256
from pathlib import Path

from grader.model import Diagnosis
from grader.util.files import write_whole


class ReleasedHints:
    """The hints that were released for one file and exercise."""

    def __init__(self, cache: Path, file: Path, exercise: str) -> None:
        """`cache` is the folder of all that can be computed again."""
        self._folder = cache / "hints"
        self._of = f"{file.absolute()}\0{exercise}"

    def next_hints(self, diagnosis: Diagnosis) -> tuple[str, ...]:
        """The hints released by now, one more than the last time. Raises `StorageError` where that can't be kept."""
        released = min(self._released(diagnosis) + 1, len(diagnosis.hints))
        write_whole(self._path(diagnosis), str(released).encode())
        return diagnosis.hints[:released]

    def _released(self, diagnosis: Diagnosis) -> int:
        try:
            kept = self._path(diagnosis).read_bytes()
        except OSError:
            return 0
        return int(kept) if kept in {b"1", b"2", b"3"} else 0

    def _path(self, diagnosis: Diagnosis) -> Path:
        return self._folder / sha256(f"{self._of}\0{diagnosis.rule}".encode(errors="surrogateescape")).hexdigest()
