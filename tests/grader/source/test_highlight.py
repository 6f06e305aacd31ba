"""Code as pages colour it."""

import pytest
from pygments.lexers.python import PythonLexer

from grader.source import highlight
from grader.source.highlight import highlight as coloured

MANY = 2_000
TEXTS = (
    "def f(x):\n    \n    return x + 1  # one\n   \n",
    'x = """a\n   \n  b"""  \n  ',
    "case   _:\n\t\t\n  match  x",
    "a =  'two  blanks'\n \n \nb = f'{a  }'\n",
    " \n \n",
    "x = 1   # a comment\n",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_every_character_has_the_colour_that_the_lexer_gives_it(text: str) -> None:
    """Blanks aside, which have none to be seen; and no character is lost."""
    kinds = [kind for kind, piece in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text) for _ in piece]
    expected = [highlight._colour(kind) for kind in kinds]

    found = [colour for size, colour in coloured(text) for _ in range(size)]

    assert len(found) == len(text)
    assert [one for one, character in zip(found, text, strict=True) if not character.isspace()] == [
        one for one, character in zip(expected, text, strict=True) if not character.isspace()
    ]


def test_blanks_have_the_colour_of_what_stands_before_them() -> None:
    """A word is found by its own characters alone."""
    text = "x = 1   # one"

    assert [size for size, _ in coloured(text)] == [1, 1, 1, 1, 1, 3, 5]


@pytest.mark.parametrize("piece", [" \n", "\t\n", "   "])
@pytest.mark.parametrize("before", ["x = 1\n", "case ", "from a "])
def test_the_lexer_sees_no_run_of_blanks(monkeypatch: pytest.MonkeyPatch, before: str, piece: str) -> None:
    """It would look through all that follow from each of them."""
    lexer, seen = PythonLexer(stripnl=False, ensurenl=False), list[str]()
    text = f"{before}{piece * MANY}y"

    class Watched:
        def get_tokens(self, given: str) -> object:
            seen.append(given)
            return lexer.get_tokens(given)

    monkeypatch.setattr(highlight, "_LEXER", Watched())

    assert sum(size for size, _ in coloured(text)) == len(text)
    assert "  " not in seen[0]
    assert " \n \n" not in seen[0]
    assert "\t\n\t\n" not in seen[0]
