"""The pages of the sample cohort, compared by text and structure: `python -P -m tests.oracle.pages`.

Exit code 0 where every page is as it was recorded, 1 where one differs, 2 where there is no record.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from html.parser import HTMLParser

from tests.oracle.command import DIFFERS, SAME, chosen_record, parser_of, say
from tests.oracle.scenario import Scenario, opened_scenario

PAGES = "pages"
"""Their name in the record."""
KEPT = frozenset("alt aria-label class colspan for href id name role scope title type value".split())  # noqa: SIM905 - words
"""Attributes that are compared."""
UNREAD = frozenset({"script", "style"})
"""Elements whose text is nobody's."""
UNSTABLE = (
    (re.compile(r"\bgrader-oracle-\w+"), "FOLDER"),
    (re.compile(r"\b[0-9a-f]{8,64}\b"), "DIGEST"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d| \w{3,4})?"), "TIME"),
    (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "DAY"),
    (re.compile(r"\b\d+(?:[.,]\d+)?\s?(?:us|µs|ms|s|min|h|MiB|GiB|CPU s)\b(?:/step|/epoch)?"), "FIGURE"),
)
"""What differs between two gradings of the same files, and what stands for it."""


class _Lines(HTMLParser):
    """Collects a line for each element with its attributes, and for each text, indented by depth."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = " ".join(f'{name}="{stable(value or "")}"' for name, value in sorted(attrs) if name in KEPT)
        self._add(f"<{tag}{' ' if kept else ''}{kept}>")
        if tag not in {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        text = stable(" ".join(data.split()))
        if text and not UNREAD & set(self._open[-1:]):
            self._add(text)

    def _add(self, line: str) -> None:
        self.lines.append(" " * len(self._open) + line)


def stable(text: str) -> str:
    """A text without digests, moments and what a run took."""
    for pattern, word in UNSTABLE:
        text = pattern.sub(word, text)
    return text


def page_lines(html: str) -> list[str]:
    """Elements and texts of a page, a line each."""
    parser = _Lines()
    parser.feed(html)
    parser.close()
    return parser.lines


def drawn_pages(made: Scenario) -> dict[str, list[str]]:
    """Each page of the scenario, as today's code draws it."""
    made.call("report", str(made.out))
    paths = sorted(made.out.rglob("*.html"))
    return {path.relative_to(made.out).as_posix(): page_lines(path.read_text(encoding="utf-8")) for path in paths}


def page_differences(before: dict[str, list[str]], after: dict[str, list[str]]) -> Iterator[str]:
    """Lines that show what differs: each change once, with how many pages have it, the most frequent first."""
    for name in sorted(before.keys() ^ after.keys()):
        yield f"{name}: {'is gone' if name in before else 'is new'}"
    changes: Counter[str] = Counter()
    example: dict[str, str] = {}
    for name in sorted(before.keys() & after.keys()):
        for change in _changes(before[name], after[name]):
            changes[change] += 1
            example.setdefault(change, name)
    for change, count in changes.most_common():
        yield f"{count} x, as on {example[change]}:\n{change}"


def _changes(before: list[str], after: list[str]) -> Iterator[str]:
    """Each run of changed lines."""
    part: list[str] = []
    for line in unified_diff(before, after, n=0, lineterm=""):
        if line.startswith(("---", "+++", "@@")):
            if part:
                yield "\n".join(part)
            part = []
        else:
            part.append(f"  {line}")
    if part:
        yield "\n".join(part)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code."""
    given = parser_of(__doc__).parse_args(arguments)
    record = chosen_record(given.record)
    with opened_scenario(record) as made:
        after = drawn_pages(made)
    found = list(page_differences(record.part(PAGES), after))
    for line in found[: given.shown]:
        say(line)
    say(f"{len(after)} pages, {len(found)} differences.")
    return DIFFERS if found else SAME


if __name__ == "__main__":
    sys.exit(main())
