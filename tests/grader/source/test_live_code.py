"""Code that can run is distinguished from code that cannot, wherever that is plain from the text."""

import pytest

from grader.source import ownership


def names(text: str) -> set[str]:
    """The names that stand in what can run."""
    return {name for name in ownership.parse_cells([text]).names if name in {"dead", "alive"}}


@pytest.mark.parametrize(
    "text",
    [
        "if False: dead",
        "if 0: dead",
        "if None: dead",
        "if '': dead",
        "if []: dead",
        "if (): dead",
        "if {}: dead",
        "if not True: dead",
        "if not not 0: dead",
        "if -0: dead",
        "if 1 > 2: dead",
        "if 1 < 2 < 2: dead",
        "if 'a' == 'b': dead",
        "if False and alive_too: dead",
        "if alive_too and False: dead",
        "if False or 0: dead",
        "if (n := 0): dead",
        "if bool(0): dead",
        "if len([]): dead",
        "if True: pass\nelse: dead",
        "if True or alive_too: pass\nelse: dead",
        "if x: pass\nelif False: dead",
        "debug = False\nif debug: dead",
        "n = 3\nif n < 1: dead",
        "while False: dead",
        "while True: pass\nelse: dead",
        "for _ in []: dead",
        "for _ in range(0): dead",
        "def f():\n    return 1\n    dead",
        "def f():\n    raise ValueError\n    dead",
        "def f():\n    if x: return 1\n    else: return 2\n    dead",
        "def f():\n    try: return 1\n    except E: return 2\n    dead",
        "def f():\n    try: pass\n    finally: return 2\n    dead",
        "def f():\n    while True: x()\n    dead",
        "def f():\n    while 1:\n        for _ in x: break\n    dead",
        "for _ in x:\n    continue\n    dead",
        "for _ in x:\n    break\n    dead",
        "raise ValueError\ndead",
        "with a:\n    raise ValueError\n    dead",
        "match x:\n    case 1:\n        raise E\n        dead",
        "class A:\n    def f(self):\n        return 1\n        dead",
        "x = dead if False else 1",
        "x = 1 if True else dead",
        "x = False and dead",
        "x = True or dead",
        "x = [dead for _ in []]",
        "x = sum(dead for a in y for b in y if 0)",
    ],
)
def test_what_cannot_run_does_not_count(text: str) -> None:
    """A test that constants rule out, or a place after which nothing comes."""
    assert names(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "if True: alive",
        "if x: alive",
        "if not False: alive",
        "if 1: alive",
        "if 'a': alive",
        "if [x]: alive",
        "if [*x]: alive",
        "if {**x}: alive",
        "if 2 > 1: alive",
        "if 1 is 1: alive",
        "if x and True: alive",
        "if x or False: alive",
        "if 10**30: alive",
        "if b'': alive",
        "if ...: alive",
        "if int('0'): alive",
        "debug = False\ndebug = x\nif debug: alive",
        "debug = False\nfor debug in x: pass\nif debug: alive",
        "debug = False\ndebug += x\nif debug: alive",
        "debug = False\ndef f(debug):\n    if debug: alive",
        "debug = False\nfrom a import debug\nif debug: alive",
        "debug = False\ntry: pass\nexcept E as debug: pass\nif debug: alive",
        "debug = False\ndef f():\n    global debug\n    debug = x\nif debug: alive",
        "debug = False\nmatch x:\n    case debug: pass\nif debug: alive",
        "debug = False\nglobals()['debug'] = True\nif debug: alive",
        "if x: n = 0\nif n: alive",
        "while x: alive",
        "while True:\n    if x: break\nalive",
        "while True:\n    for _ in x: pass\n    else: break\nalive",
        "for _ in range(3): alive",
        "for _ in range(0, n): alive",
        "def f():\n    if x: return 1\n    alive",
        "def f():\n    try: return g()\n    except E: pass\n    alive",
        "def f():\n    with suppress(E):\n        return g()\n    alive",
        "try:\n    raise E\nexcept E: alive",
        "try:\n    raise E\nfinally: alive",
        "for _ in x:\n    if y: continue\n    alive",
        "if (alive := 0): pass",
        "if alive() and False: pass",
        "x = alive if y else 1",
        "x = y and alive",
        "x = [alive for _ in y if y]",
    ],
)
def test_what_may_run_counts(text: str) -> None:
    """Where the text alone does not decide, nothing is ruled out."""
    assert names(text) == {"alive"}


def test_an_error_ends_its_own_cell_alone() -> None:
    """Later cells of a notebook run all the same, and so do constants of theirs count for all."""
    cells = ["raise ValueError\ndead", "alive", "while True: pass\ndead", "alive"]

    assert ownership.parse_cells(cells).names & {"dead", "alive"} == {"alive"}


def test_names_of_given_code_are_not_known() -> None:
    """What the stub binds, too, may be something else by then."""
    given = ownership.parse_cells(["debug = True"])

    assert "alive" in ownership.parse_cells(["debug = False\nif debug: alive"], given).names


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("def f(): pass", 0),
        ("def f(): pass\nf()", 2),
        ("def f(): pass\ndef g(): f()", 0),
        ("def f(): pass\ndef g(): f()\nmap(g, x)", 3),
        ("def f(): f()", 0),
        ("class A: pass\nclass B(A): pass\nB()", 3),
        ("@keep\ndef f(): pass", 1),
        ("def asked(): pass", 1),
        ("def f(): pass\ndef asked(): f()", 2),
        ("def f(): pass\nif False: f()", 0),
        ("def f(): return 1\ndef f(): return 2\nf()", 3),
    ],
)
def test_functions_that_nobody_uses_are_left_out(text: str, kept: int) -> None:
    """Used is what is named in code that runs, decorated, or asked for by its name."""
    assert len(ownership.parse_cells([text]).used_statements(["asked"])) == kept
