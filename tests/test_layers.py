"""Who may import whom: the table of the design, read off the imports themselves."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted([*ROOT.glob("grader/**/*.py"), *ROOT.glob("reports/**/*.py")])
INSIDE = "grader/kernel/"
HEAVY = {"tensorflow", "keras", "tensorflow_datasets", "IPython", "ipykernel"}
PURE = {
    "grader/errors.py": set(),
    "grader/evidence/": {"grader.errors", "grader.evidence"},
    "grader/model.py": {"grader.evidence", "grader.errors"},
    "grader/gradebook/": {"grader.errors", "grader.gradebook", "grader.model"},
}
"""Module, or package, to all that it may import of ours."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(path: Path) -> set[str]:
    return {name for name in imported(path) if name.split(".")[0] in {"grader", "reports"}}


@pytest.mark.parametrize("path", [path for path in MODULES if not name_of(path).startswith(INSIDE)], ids=name_of)
def test_the_trusted_side_never_imports_tensorflow(path: Path) -> None:
    """Whatever runs outside of a kernel starts in a blink and runs no code of a framework's."""
    assert not {name for name in imported(path) if name.split(".")[0] in HEAVY}


@pytest.mark.parametrize("path", sorted(ROOT.glob("grader/kernel/*.py")), ids=name_of)
def test_a_kernel_knows_evidence_and_errors_alone(path: Path) -> None:
    """Whatever runs beside learner code needs no other module of ours, so that the jail shows no other."""
    allowed = ("grader.evidence", "grader.errors", "grader.kernel")

    assert not {name for name in ours(path) if name != "grader" and not name.startswith(allowed)}


@pytest.mark.parametrize(
    "path", [path for path in MODULES if not name_of(path).startswith("grader/cluster/")], ids=name_of
)
def test_clusters_alone_import_dask(path: Path) -> None:
    """Grading on one machine needs none of it."""
    assert not {name for name in imported(path) if name.split(".")[0] in {"dask", "distributed"}}


@pytest.mark.parametrize("name", ["wire", "seats", "station", "bench", "coordinator"])
def test_what_crosses_and_who_decides_is_free_of_dask(name: str) -> None:
    """Messages, places and decisions can be tested without a cluster."""
    assert not {
        one for one in imported(ROOT / f"grader/cluster/{name}.py") if one.split(".")[0] in {"dask", "distributed"}
    }


def test_nothing_of_a_cluster_is_pickled_by_us() -> None:
    """What dask does among machines that trust each other is its business; nothing of ours calls it."""
    assert not {name for path in ROOT.glob("grader/cluster/*.py") for name in imported(path) if "pickle" in name}


@pytest.mark.parametrize(("module", "allowed"), PURE.items())
def test_the_nouns_import_downwards(module: str, allowed: set[str]) -> None:
    """The boundary and the records know nothing of what is made of them."""
    used = {name for path in MODULES if name_of(path).startswith(module) for name in ours(path)}

    assert {name for name in used if not name.startswith(tuple(allowed))} == set()


@pytest.mark.parametrize("path", sorted(ROOT.glob("grader/checks/*.py")), ids=name_of)
def test_checks_are_pure(path: Path) -> None:
    """A check reads evidence: it knows neither kernels, nor files of results, nor pages."""
    forbidden = ("grader.run", "grader.kernel", "grader.gradebook", "grader.desk", "grader.cli", "reports")

    assert not {name for name in ours(path) if name.startswith(forbidden)}


@pytest.mark.parametrize("path", sorted(ROOT.glob("reports/*.py")), ids=name_of)
def test_pages_run_nothing(path: Path) -> None:
    """Pages are drawn from rows and records."""
    assert not {
        name for name in ours(path) if name.startswith(("grader.run.session", "grader.run.zygote", "grader.desk"))
    }


@pytest.mark.parametrize("path", sorted(ROOT.glob("grader/export/*.py")), ids=name_of)
def test_exports_run_nothing(path: Path) -> None:
    """Marks are put out from rows and records; what sends them is an extra that one module knows."""
    assert not {
        name for name in ours(path) if name.startswith(("grader.run.session", "grader.run.zygote", "grader.desk"))
    }
    assert path.name == "lti_send.py" or not {name for name in imported(path) if name.startswith("pylti1p3")}


@pytest.mark.parametrize("path", sorted(ROOT.glob("grader/insight/*.py")), ids=name_of)
def test_insight_runs_nothing(path: Path) -> None:
    """What is told of a cohort follows from rows and from text: no kernel, no desk, no page."""
    forbidden = ("grader.run", "grader.kernel", "grader.desk", "grader.commands", "grader.publish", "reports")

    assert not {name for name in ours(path) if name.startswith(forbidden)}


def test_kernels_are_imported_by_no_one_outside() -> None:
    """Code for the inside stays inside; the reader's parent locks itself in as kernels are."""
    outside = [path for path in MODULES if not name_of(path).startswith((INSIDE, "grader/reader/parent.py"))]

    assert not [name_of(path) for path in outside if any(name.startswith("grader.kernel") for name in ours(path))]


def test_the_boundary_is_imported_as_a_whole() -> None:
    """Nobody outside of it depends on how `grader.evidence` is divided, or comes by what it keeps to itself."""
    outside = [path for path in MODULES if not name_of(path).startswith("grader/evidence/")]
    parts = tuple(f"grader.evidence.{path.stem}" for path in ROOT.glob("grader/evidence/[!_]*.py"))

    assert parts
    assert not [name_of(path) for path in outside if any(name.startswith(parts) for name in ours(path))]


@pytest.mark.parametrize("path", sorted(ROOT.glob("grader/marks/*.py")), ids=name_of)
def test_marks_are_worked_out_from_records(path: Path) -> None:
    """Marks know the gradebook and the course's files: neither kernels, nor commands, nor pages."""
    allowed = ("grader.marks", "grader.gradebook", "grader.model", "grader.spec", "grader.tables", "grader.errors")
    also = ("grader.text", "grader.checks.parameters")

    assert not {name for name in ours(path) if not name.startswith((*allowed, *also))}


@pytest.mark.parametrize("path", sorted(ROOT.glob("grader/intake/*.py")), ids=name_of)
def test_taking_hand_ins_in_knows_no_marks(path: Path) -> None:
    """What collects hand-ins reads no kernel, result, gradebook or page, and judges nothing."""
    allowed = ("errors", "files", "identities", "intake", "reader", "sheets", "source")

    assert not {name for name in ours(path) if not name.startswith(tuple(f"grader.{one}" for one in allowed))}


PARSERS = {"ast", "jupytext", "nbformat", "pygments", "tokenize"}
MAY_PARSE = {
    "grader/source/": "in the reader, and for authors' code",
    "grader/kernel/origins.py": "inside, beside learner code",
    "grader/kernel/replays.py": "inside, beside learner code",
    "grader/kernel/dataset_reruns.py": "inside: names the trees of statements that run again",
    "grader/kernel/rerun.py": "inside, beside learner code",
    "grader/code_digests.py": "our own modules",
    "grader/mutants.py": "authors' code",
    "grader/mutation/": "authors' code",
    "grader/scaffold.py": "authors' code",
    "grader/verification/lazy/": "authors' code",
    "grader/run/client.py": "nbclient's own objects",
    "grader/run/outputs.py": "nbclient's own objects",
    "grader/run/session.py": "nbclient's own objects",
}
"""Module, or package, to why it may import what parses Python or notebooks."""

PLAIN = {"code_view", "data_flow", "live_code", "program_slice", "records", "tree"}
"""Modules of `grader.source` that parse nothing: anybody may import them."""
MAY_READ = {
    "grader/reader/": "this is where learners' text is read",
    "grader/source/": "it consists of them",
    "grader/calibrate.py": "authors' code",
    "grader/desk.py": "authors' code",
    "grader/exemptions.py": "authors' code",
    "grader/insight/given.py": "authors' code",
    "grader/mirrored.py": "authors' code",
    "grader/mutants.py": "authors' code",
    "grader/mutation/": "authors' code",
    "grader/packed.py": "authors' code",
    "grader/proving.py": "authors' code",
    "grader/scaffold.py": "authors' code",
    "grader/trainings.py": "authors' code",
    "grader/variants.py": "authors' code",
    "grader/verification/lazy/": "authors' code",
    "grader/verify.py": "authors' code",
}
"""Module, or package, to why it may import what reads text as code."""


def parsers_in(path: Path) -> set[str]:
    return {name for name in imported(path) if name.split(".")[0] in PARSERS}


def readers_in(path: Path) -> set[str]:
    """The modules of `grader.source` that a file imports, those aside that parse nothing."""
    names = {name.split(".")[2] for name in ours(path) if name.startswith("grader.source.")}
    return {name for name in names if (ROOT / f"grader/source/{name}.py").is_file()} - PLAIN


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_trusted_side_parses_no_code(path: Path) -> None:
    """What a learner wrote is read in the reader alone; the exceptions are listed, each with its reason."""
    assert not parsers_in(path) or name_of(path).startswith(tuple(MAY_PARSE))
    assert not readers_in(path) or name_of(path).startswith(tuple(MAY_READ))


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_what_anybody_may_import_parses_nothing(name: str) -> None:
    """Neither by itself nor by what it imports."""
    path = ROOT / f"grader/source/{name}.py"

    assert not parsers_in(path) | readers_in(path)


@pytest.mark.parametrize(("table", "used"), [(MAY_PARSE, parsers_in), (MAY_READ, readers_in)])
def test_no_exception_outlives_its_reason(table: dict[str, str], used: Callable[[Path], set[str]]) -> None:
    """A module that parses nothing any more leaves the table."""
    idle = [one for one in table if not any(used(path) for path in MODULES if name_of(path).startswith(one))]

    assert idle == []
