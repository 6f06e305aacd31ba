"""How large the house is: packages, modules and functions are few enough to be known, and none is too long to be read.

The numbers are bars, not goals. A module that is too long is divided by what it knows; a small one is usually part of
its neighbour.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.test_layers import MODULES, ROOT, dotted, ours, room

MOST_PACKAGES = 16
MOST_MODULES = 400
MOST_ARROWS = 100
"""Pairs of packages of which one imports the other."""
MOST_LINES = 500
"""Of a module."""
FEW_LINES = 40
MOST_SMALL = 10
"""Modules of so few lines, first pages of packages aside."""
MOST_LINES_OF_A_FUNCTION = 60
MOST_LOOSE = 4
"""Modules beside the packages of `grader`."""


def lines_of(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def functions() -> Iterator[tuple[str, int]]:
    """Each function's name and the lines that it takes."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{dotted(path)}.{node.name}", (node.end_lineno or 0) - node.lineno + 1


def circles(imports: dict[str, set[str]]) -> list[str]:
    """The modules that lie on a circle of imports: what is left once all those are taken away that import none left."""
    left = dict(imports)
    while free := [name for name, wanted in left.items() if not wanted & left.keys() - {name}]:
        for name in free:
            del left[name]
    return sorted(left)


def modules_imported(path: Path, names: set[str]) -> set[str]:
    """The modules that a file imports; what it imports from a package is that package's, or a module in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    parts = [name.split(".") for name in found if name.split(".")[0] in {"grader", "reports"}]
    every = {
        next(one for count in range(len(each), 0, -1) if (one := ".".join(each[:count])) in names) for each in parts
    }
    return every - {dotted(path), "grader"}


def test_packages_and_modules_are_few() -> None:
    """A newcomer can know all packages by name, and what each is for."""
    packages = {room(dotted(path)) for path in MODULES if path.parent not in {ROOT / "grader", ROOT / "reports"}}
    loose = list((ROOT / "grader").glob("*.py"))

    assert len(packages) <= MOST_PACKAGES
    assert len(MODULES) <= MOST_MODULES
    assert len(loose) <= MOST_LOOSE


def test_packages_lean_on_few_others() -> None:
    """What may import what is one thing; how much it does is another."""
    rooms = {(room(dotted(path)), room(name)) for path in MODULES for name in ours(path) if name != "grader"}
    loose = {"grader", "grader.errors", "grader.model", "grader.__main__"}
    arrows = {(one, other) for one, other in rooms if one != other and not {one, other} & loose}

    assert len(arrows) <= MOST_ARROWS


def test_no_module_imports_itself_by_way_of_others() -> None:
    """A circle of modules can only be read as one."""
    names = {dotted(path) for path in MODULES}

    assert circles({dotted(path): modules_imported(path, names) for path in MODULES}) == []


def test_no_module_and_no_function_is_too_long_to_be_read() -> None:
    """And the small ones are few."""
    long = {dotted(path): lines_of(path) for path in MODULES if lines_of(path) > MOST_LINES}
    small = [dotted(path) for path in MODULES if lines_of(path) <= FEW_LINES and path.name != "__init__.py"]

    assert long == {}
    assert len(small) <= MOST_SMALL, small
    assert {name: lines for name, lines in functions() if lines > MOST_LINES_OF_A_FUNCTION} == {}


def test_every_package_has_a_first_page() -> None:
    """It says what the package is for."""
    folders = {path.parent for path in MODULES if path.name != "__init__.py" and path.parent != ROOT / "grader"}

    assert [str(one.relative_to(ROOT)) for one in folders if not (one / "__init__.py").is_file()] == []
    assert not [one for one in folders if not ast.get_docstring(ast.parse((one / "__init__.py").read_text("utf-8")))]
