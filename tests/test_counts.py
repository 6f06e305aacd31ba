"""Messages use the singular for one of something."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from grader.util.text import pluralize

ROOT = Path(__file__).parents[1]
SAY = (
    "grader/commands",
    "grader/lms/export",
    "grader/lms/intake",
    "grader/storage",
    "grader/gradebook/marks",
    "reports",
)
"""Packages whose sentences are printed."""
PLURAL = re.compile(
    r" (?:more )?(?:criteria|(?:answer|assignment|attempt|case|cell|change|character|column|decision|exercise|file|"
    r"folder|grade|kernel|learner|line|mark|page|point|result|row|score|submission|suite|token|training|worker)s)\b"
)
NEVER_ONE = {
    "len(right)": "a bar takes many trainings",
    "summary.namesakes": "a name is shared by two at least",
    "len(said)": "more characters than a reason may have",
    "len(places)": "it complains of several columns",
    "len(paths)": "it complains of several folders",
    "self.caps.members": "a cap",
    "tries / one.handed_in": "a mean",
    "'mark loses' if work.seen_late == 1 else 'marks lose'": "a verb",
}
"""What stands before a plural, and is never one; and why."""


def plurals(source: str) -> Iterator[tuple[int, str]]:
    """The line of each f-string in which a number stands before a noun in the plural, and that number."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            for value, text in pairwise(node.values):
                if isinstance(value, ast.FormattedValue) and isinstance(text, ast.Constant):
                    number = ast.unparse(value.value)
                    if PLURAL.match(str(text.value)) and not number.isupper():  # a constant is many
                        yield node.lineno, number


def test_no_number_stands_before_a_plural_that_it_may_not_be() -> None:
    """`pluralize` says "1 exercise" and "2 exercises"."""
    found = {
        (f"{path.relative_to(ROOT)}:{line}", number)
        for folder in SAY
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line, number in plurals(path.read_text(encoding="utf-8"))
    }
    assert {one for one in found if one[1] not in NEVER_ONE} == set()
    assert {number for _, number in found} == set(NEVER_ONE)


def test_such_a_place_is_found() -> None:
    """What the test above looks for, planted; and what is fine: a constant, another word, a number behind the noun."""
    bad = 'f"{n} exercises", f"{a} of {len(b)} rows filled", f"{n:,} more lines.", f"{n} criteria"'
    assert [number for _, number in plurals(bad)] == ["n", "len(b)", "n", "n"]
    assert list(plurals('f"{MAX_FILES:,} files", f"{n} unchanged", f"{place}: files", f"exercises {n}"')) == []


@pytest.mark.parametrize(("count", "said"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (1204, "1,204 files")])
def test_a_count_has_its_noun(count: int, said: str) -> None:
    """Also none, and many."""
    assert pluralize(count, "file") == said
