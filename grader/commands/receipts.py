"""What somebody gets who handed a file in, the same wherever it went."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from grader.commands import console


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That a file was handed in."""

    answer: Mapping[str, Any]
    """What `--json` prints; `receipt` in it has lines to keep."""
    notices: tuple[str, ...] = ()
    """Sentences beside it."""

    @classmethod
    def of_copy(cls, exercise: str, content: bytes, place: str, *, again: bool) -> Self:
        """Of a file of which a copy now lies in a place that is named; `again` where the same lay there before."""
        digest, now = hashlib.sha256(content).hexdigest(), datetime.now(UTC).isoformat(timespec="seconds")
        facts = {"exercise": exercise, "place": place, "sha256": digest, "handed_in": now}
        lines = "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in facts.items())
        notices = ("The same bytes lay there already.",) if again else ()
        return cls(answer=facts | {"again": again, "receipt": lines}, notices=notices)

    def show(self, *, as_json: bool) -> None:
        """Print it."""
        if as_json:
            console.print_json(dict(self.answer))
            return
        for notice in self.notices:
            console.err.print(console.one_line(notice))
        for line in str(self.answer.get("receipt", "")).split("\n"):
            console.out.print(console.one_line(line))
