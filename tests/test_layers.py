"""Which package may import which: a table of layers, compared with the imports in the code."""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted([*ROOT.glob("grader/**/*.py"), *ROOT.glob("reports/**/*.py")])
INSIDE = ("grader/sandbox/inside/", "grader/probe/inside/")
PREPARE = ("grader/course/datasets/prepare_data.py", "grader/course/datasets/prepare_network.py")
"""Programs that make data, each in a process of its own."""
HEAVY = {"tensorflow", "keras", "tensorflow_datasets", "IPython", "ipykernel"}
LAYERS = (
    frozenset({"grader.errors"}),
    frozenset({"grader.evidence", "grader.util"}),
    frozenset({"grader.sandbox"}),
    frozenset({"grader.source"}),
    frozenset({"grader.model"}),
    frozenset({"grader.probe"}),
    frozenset({"grader.judging"}),
    frozenset({"grader.course"}),
    frozenset({"grader.gradebook"}),
    frozenset({"grader.storage"}),
    frozenset({"grader.engine"}),
    frozenset({"grader.insight"}),
    frozenset({"grader.verification", "reports"}),
    frozenset({"grader.lms"}),
    frozenset({"grader.service"}),
    frozenset({"grader.commands"}),
    frozenset({"grader.notebook"}),
    frozenset({"grader.__main__"}),
)
"""Each may import what stands above it here, and nothing beside or below it."""
PACKAGES = frozenset().union(*LAYERS)
LOOSE = frozenset({"__init__", "__main__", "errors", "model"})
"""Modules that lie in no package."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def imported(path: Path) -> frozenset[str]:
    """Every module that a file names in an import, wherever in it."""
    return frozenset(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(path: Path) -> set[str]:
    return {name for name in imported(path) if name.split(".")[0] in {"grader", "reports"}}


def dotted(path: Path) -> str:
    """The name by which a module is imported."""
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def room(module: str) -> str:
    """The package or loose module that one of our modules belongs to: "grader.probe", "grader.errors", "reports"."""
    first, *rest = module.split(".")
    return first if first == "reports" or not rest else f"{first}.{rest[0]}"


def floor(package: str) -> int:
    """The number of its layer, 0 for one that imports no other package."""
    return next(number for number, layer in enumerate(LAYERS) if package in layer)


def beside_or_above(path: Path) -> set[str]:
    """The packages that a file imports and may not."""
    own = room(dotted(path))
    used = {room(name) for name in ours(path)} & PACKAGES - {own}
    return {name for name in used if floor(name) >= floor(own)}


def found(search: Callable[[Path], set[str]], paths: Iterable[Path] = MODULES) -> dict[str, set[str]]:
    """Each of the files in which a search finds something, with what it finds."""
    return {name_of(path): wrong for path in paths if (wrong := search(path))}


def of_packages(*packages: str) -> Callable[[Path], set[str]]:
    """The search for imports of these packages and what lies in them."""
    return lambda path: {name for name in imported(path) if name.split(".")[0] in packages}


def test_a_package_imports_only_packages_below_it() -> None:
    """So packages form no circle, and a reader who starts at the bottom meets nothing unknown."""
    assert found(beside_or_above, [path for path in MODULES if dotted(path) != "grader"]) == {}


def test_every_package_has_a_layer() -> None:
    """A new package is put into the table, and no other module lies outside of packages."""
    packages = {f"grader.{path.parent.name}" for path in ROOT.glob("grader/*/__init__.py")}
    loose = {path.stem for path in ROOT.glob("grader/*.py")}

    assert packages | {f"grader.{name}" for name in loose - {"__init__"}} | {"reports"} == PACKAGES
    assert loose == LOOSE


def test_tests_mirror_the_tree() -> None:
    """Each folder of tests is named like the package that it tests."""
    folders = {path.relative_to(ROOT / "tests").parent for path in ROOT.glob("tests/grader/**/test_*.py")}

    assert [str(one) for one in folders if not (ROOT / one / "__init__.py").is_file()] == []


def test_only_lti_send_imports_the_library_that_sends_marks() -> None:
    """Every other export works without this extra."""
    assert found(of_packages("pylti1p3")).keys() == {"grader/lms/export/lti_send.py"}


def test_the_trusted_side_never_imports_tensorflow() -> None:
    """Whatever runs outside of a kernel starts in a blink and runs no code of a framework's."""
    heavy = found(of_packages(*HEAVY))

    assert heavy
    assert [name for name in heavy if not name.startswith((*INSIDE, *PREPARE))] == []


def test_a_kernel_imports_only_evidence_and_errors() -> None:
    """Whatever runs beside learner code needs no other module of the grader, so the jail shows no other."""
    allowed = ("grader.evidence", "grader.errors", "grader.probe.inside", "grader.sandbox.inside")
    inside = [path for path in MODULES if name_of(path).startswith(INSIDE)]

    assert inside
    assert found(lambda path: {one for one in ours(path) - {"grader"} if not one.startswith(allowed)}, inside) == {}


def test_only_the_cluster_package_imports_dask() -> None:
    """Grading on one machine needs none of it."""
    users = found(of_packages("dask", "distributed"))

    assert users
    assert [name for name in users if not name.startswith("grader/engine/cluster/")] == []


@pytest.mark.parametrize("name", ["messages", "slots", "worker_service", "coordinator"])
def test_messages_and_decisions_of_a_cluster_do_not_need_dask(name: str) -> None:
    """Messages, places and decisions can be tested without a cluster."""
    assert not of_packages("dask", "distributed")(ROOT / f"grader/engine/cluster/{name}.py")


def test_the_cluster_package_never_pickles() -> None:
    """What dask does among machines that trust each other is its business; our code never calls it."""
    assert not {name for path in ROOT.glob("grader/engine/cluster/*.py") for name in imported(path) if "pickle" in name}


def test_no_trusted_module_imports_what_runs_inside() -> None:
    """Code for the inside stays inside; the reader's parent locks itself in as kernels are."""
    outside = [path for path in MODULES if not name_of(path).startswith((*INSIDE, "grader/source/reader/parent.py"))]

    inside = ("grader.probe.inside", "grader.sandbox.inside")
    assert not [name_of(path) for path in outside if any(name.startswith(inside) for name in ours(path))]


def test_modules_inside_of_evidence_are_not_imported_from_outside() -> None:
    """Nobody outside of it depends on how `grader.evidence` is divided, or comes by what it keeps to itself."""
    outside = [path for path in MODULES if not name_of(path).startswith("grader/evidence/")]
    parts = tuple(f"grader.evidence.{path.stem}" for path in ROOT.glob("grader/evidence/[!_]*.py"))

    assert parts
    assert not [name_of(path) for path in outside if any(name.startswith(parts) for name in ours(path))]


PARSERS = {"jupytext", "nbformat", "pygments", "tokenize"}
PARSING = {"ast.literal_eval", "ast.parse", "ast.unparse", "builtins.compile", "builtins.eval", "builtins.exec"}
"""Functions that read text as code, or that take as long as code is deep; the classes of `ast` are no parsers."""
MAY_PARSE = {
    "grader/source/": "in the reader, and for authors' code",
    "grader/probe/inside/replays.py": "inside, beside learner code",
    "grader/probe/inside/probe.py": "inside, beside learner code",
    "grader/probe/inside/rerun.py": "inside, beside learner code",
    "grader/util/code_digests.py": "our own modules",
    "grader/source/mutation/": "authors' code, and in the reader",
    "grader/source/reader/candidates.py": "this is where learners' text is read",
    "grader/judging/causes/repair_facts.py": "authors' code",
    "grader/course/stubs.py": "authors' code",
    "grader/verification/lazy/": "authors' code",
    "grader/verification/mutants.py": "authors' code",
    "grader/probe/outside/provisioner.py": "nbclient's own objects",
    "grader/probe/outside/outputs.py": "nbclient's own objects",
    "grader/probe/outside/session.py": "nbclient's own objects",
}
"""Module, or package, to why it may use what parses Python or notebooks."""

PLAIN = {
    "code_view",
    "data_flow",
    "live_code",
    "migration_advice",
    "program_slice",
    "records",
    "tree",
    "tree_codec",
}
"""Modules of `grader.source` that parse nothing: anybody may import them."""
MAY_READ = {
    "grader/source/reader/": "this is where learners' text is read",
    "grader/source/": "it consists of them",
    "grader/verification/calibrate.py": "authors' code",
    "grader/course/exercise_file.py": "authors' code",
    "grader/engine/references.py": "authors' code",
    "grader/engine/run_keys.py": "authors' code",
    "grader/engine/source_run.py": "authors' code",
    "grader/verification/exemptions.py": "authors' code",
    "grader/insight/similarity.py": "authors' code",
    "grader/source/mutation/": "authors' code, and in the reader",
    "grader/verification/mutants.py": "authors' code",
    "grader/engine/bundle.py": "authors' code",
    "grader/judging/causes/repair_facts.py": "authors' code",
    "grader/verification/repairs.py": "authors' code, and machine-made changes of it",
    "grader/verification/verify.py": "authors' code",
    "grader/course/stubs.py": "authors' code",
    "grader/engine/calibration_file.py": "authors' code",
    "grader/course/variants.py": "authors' code",
    "grader/verification/lazy/": "authors' code",
    "grader/verification/cases.py": "authors' code",
}
"""Module, or package, to why it may import what reads text as code."""


@cache
def parsers_in(path: Path) -> set[str]:
    """What a file imports, names or looks up that reads text as code."""
    return {name for name in imported(path) if name.split(".")[0] in PARSERS} | parsing(path.read_text("utf-8"))


def parsing(text: str) -> set[str]:
    """The functions that read text as code, of those that some code names; what else it calls `ast` is one of them."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                found |= {f"ast as {one.asname}" for one in names if one.name in {"ast", "builtins"} and one.asname}
            case ast.ImportFrom(module="ast" | "builtins" as module, names=names):
                found |= {f"{module}.{one.name}" for one in names}
            case ast.Attribute(value=ast.Name(id=module), attr=name):
                found |= {f"{module}.{name}"} & PARSING
            case ast.Name(id=name):
                found |= {f"builtins.{name}"} & PARSING
            case ast.Call(func=ast.Name(id="getattr"), args=[ast.Name(id="ast" | "builtins"), *_]):
                found.add("looked up by name")
    return found


def readers_in(path: Path) -> set[str]:
    """The modules of `grader.source` that a file imports, those aside that parse nothing."""
    names = {name.split(".")[2] for name in ours(path) if name.startswith("grader.source.")}
    return {name for name in names if (ROOT / f"grader/source/{name}.py").is_file()} - PLAIN


@pytest.mark.parametrize(("table", "used"), [(MAY_PARSE, parsers_in), (MAY_READ, readers_in)])
def test_only_listed_modules_parse_code(table: dict[str, str], used: Callable[[Path], set[str]]) -> None:
    """What a learner wrote is read in the reader alone; the exceptions are listed, each with its reason."""
    assert [name for name in found(used) if not name.startswith(tuple(table))] == []


@pytest.mark.parametrize(
    "text",
    [
        "import ast\nast.parse(text)",
        "import ast\nread = ast.literal_eval",
        "import ast\nast.unparse(node)",
        "from ast import parse",
        "from ast import Name",
        "import ast as tree\ntree.parse(text)",
        "import ast\ngetattr(ast, 'parse')(text)",
        "compile(text, '', 'exec')",
        "map(eval, texts)",
        "import builtins\nbuiltins.exec(text)",
    ],
)
def test_what_parses_is_found_however_it_is_named(text: str) -> None:
    """Classes of `ast` are taken from the module, so that its functions can't hide among them."""
    assert parsing(text)


def test_classes_of_ast_parse_nothing() -> None:
    """Nodes may be looked at anywhere, and a method may have any name."""
    assert not parsing("import ast, re\nisinstance(node, ast.Name | ast.Call)\nre.compile('a')\nmodel.compile()")


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_plain_modules_of_source_parse_nothing(name: str) -> None:
    """Neither by itself nor by what it imports."""
    path = ROOT / f"grader/source/{name}.py"

    assert not parsers_in(path) | readers_in(path)


@pytest.mark.parametrize(("table", "used"), [(MAY_PARSE, parsers_in), (MAY_READ, readers_in)])
def test_every_listed_exception_is_still_needed(table: dict[str, str], used: Callable[[Path], set[str]]) -> None:
    """A module that parses nothing any more leaves the table."""
    assert [one for one in table if not any(name.startswith(one) for name in found(used))] == []
