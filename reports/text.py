"""Text of learners, made safe to look at.

Autoescaping keeps text from becoming markup, `grader.util.text.make_visible` characters from hiding or reordering what
stands beside them; terminal codes and mere length are dealt with here. Nothing in this module knows about HTML.
"""

from dataclasses import dataclass

from grader.util.text import TERMINAL_CODES, pluralize

MAX_LINE = 2_000
"""Characters of one line that a page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The part of a long text that a page shows."""

    shown: tuple[str, ...]
    """Its first lines."""
    folded: tuple[str, ...] = ()
    """The lines after those, one click away."""
    dropped: int = 0
    """How many more lines the page leaves out."""


def screen_text(text: str) -> str:
    """The text that a terminal would leave on the screen: no colours, and of a rewritten line its last state."""
    plain = TERMINAL_CODES.sub("", text).replace("\r\n", "\n")
    return "\n".join(_last_state(line) for line in plain.split("\n"))


def excerpt(text: str, *, shown: int, folded: int) -> Excerpt:
    """The first `shown` lines, the next `folded` ones, and how many follow; over-long lines are cut."""
    lines = text.rstrip().split("\n") if text.strip() else []
    kept = tuple(_cut(line) for line in lines[: shown + folded])
    return Excerpt(shown=kept[:shown], folded=kept[shown:], dropped=len(lines) - len(kept))


def _last_state(line: str) -> str:
    """What remains of a line that was rewritten with carriage returns and backspaces, as progress bars are."""
    states = [state for state in line.replace("\b", "").split("\r") if state.strip()]
    return states[-1] if states else ""


def _cut(line: str) -> str:
    return line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]} … {pluralize(len(line) - MAX_LINE, 'more character')}"
