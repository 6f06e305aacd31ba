"""What runs, findings, workers and proofs follow from is found on the real tree, and nothing that makes them is missed.

The modules that must count are found in another way than the code under test finds them: by what a fresh interpreter
has loaded once it has imported what makes runs, or what judges, and by the files that lie in a kernel's package.
"""

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from inspect import getmodule
from pathlib import Path

import pytest

import grader
from grader.course.exercise_file import load_exercise
from grader.engine.cluster.worker_service import worker_fingerprint
from grader.engine.engine import Engine
from grader.errors import SystemFault
from grader.judging.checks import CHECKS
from grader.judging.finding_keys import diagnosis_key, finding_keys
from grader.model import Criterion, Exercise
from grader.sandbox.limits import Limits
from grader.util.code_digests import (
    DIAGNOSIS,
    FINDING,
    OUR_CODE,
    PROOF,
    RUN,
    WORKER,
    CodeTree,
    Origin,
    _imports,
    _of_statement,
    code_of,
)
from grader.verification.cache import ProofCache

ROOT = Path(__file__).parents[3]
CHECK_MODULES = sorted({check.__module__ for check in CHECKS.values()})
EXECUTES = (
    "probe.outside.execute",
    "probe.outside.provisioner",
    "sandbox.outside.bubblewrap",
    "sandbox.outside.unsandboxed",
)
READS = ("source.reader.child", "judging.name_matching")
ASKS = frozenset(
    {
        "grader.judging.checks.requests",
        "grader.engine.source_run",
        "grader.engine.run_keys",
        "grader.judging.checks.hidden_inputs",
        "grader.judging.checks.parameters",
    }
)
"""What asks is named one by one: importing it imports the table of all checks too."""
IN_NO_RUN = frozenset({"grader", "grader.sandbox.outside.sandbox_faults"})
"""A version, and sentences about a machine that can't run anything."""
EXERCISE = Exercise(
    id="01/a",
    title="t",
    rubric=(Criterion(id="a", title="t", check="tensor_shape", params={"of": "y"}),),
    limits=Limits(),
    stub=Path("nowhere"),
    reference=Path("nowhere"),
    digest="d",
)
MAKES_KEYS = frozenset({"grader.util.code_digests", "grader.judging.finding_keys"})
SHOWS = (
    "grader.commands",
    "grader.lms.export",
    "grader.insight",
    "grader.gradebook.marks",
    "reports",
)


def loaded(*modules: str) -> frozenset[str]:
    """Our modules in a fresh interpreter that has imported these of `grader`."""
    text = f"import {', '.join(f'grader.{one}' for one in modules)}, sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True, cwd=ROOT)
    return frozenset(name for name in done.stdout.split() if name.partition(".")[0] in {"grader", "reports"})


@pytest.fixture(scope="module")
def makes_runs() -> frozenset[str]:
    """Every module that must count for a run."""
    inside = [*ROOT.glob("grader/probe/inside/**/[!_]*.py"), *ROOT.glob("grader/sandbox/inside/[!_]*.py")]
    kernel = {str(path.relative_to(ROOT)).removesuffix(".py").replace("/", ".") for path in inside}
    return (loaded(*EXECUTES, *READS) - IN_NO_RUN) | kernel | ASKS


@pytest.fixture(scope="module")
def judges() -> frozenset[str]:
    """Every module that must count for a finding or a diagnosis."""
    return loaded("judging.judge") - MAKES_KEYS - {"grader", "grader.judging.checks"}


def explains(name: str) -> bool:
    """Whether a module explains findings, and so decides none."""
    return name.startswith("grader.judging.causes")


def test_all_that_makes_a_run_is_in_its_key(makes_runs: frozenset[str]) -> None:
    """What executes, reads and asks, what all of that imports, and whatever lies beside learners' code."""
    assert {
        "grader.probe.outside.outputs",
        "grader.probe.outside.provisioner",
        "grader.probe.outside.keras_config",
    } < makes_runs
    assert makes_runs - RUN.reachable_modules() == set()


def test_all_that_judges_is_in_a_key(judges: frozenset[str]) -> None:
    """What explains is in the key of diagnoses; all else is in the key of the findings that it judges."""
    assert {"grader.judging.rubric", "grader.judging.checks.model_graph.layers", "grader.judging.causes.facts"} < judges
    assert {name for name in judges if not explains(name)} - FINDING.reachable_modules(*CHECK_MODULES) == set()
    assert {name for name in judges if explains(name)} - DIAGNOSIS.reachable_modules() == set()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of our code once more, to change."""
    root = tmp_path_factory.mktemp("copy")
    for package in ("grader", "reports"):
        for path in ROOT.glob(f"{package}/**/*.py"):
            to = root / path.relative_to(ROOT)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
    return root


def unmoved(copy: Path, names: Iterable[str], key: Callable[[CodeTree], str]) -> list[str]:
    """Those modules in each of which a comment more leaves a key as it was."""
    same, before = [], key(CodeTree(copy))
    for name in names:
        place = copy.joinpath(*name.split("."))
        with (place / "__init__.py" if place.is_dir() else place.with_suffix(".py")).open("a") as file:
            file.write("# changed\n")
        after = key(CodeTree(copy))
        same += [name] if after == before else []
        before = after
    return same


def test_a_change_to_anything_that_makes_a_run_moves_its_key(copy: Path, makes_runs: frozenset[str]) -> None:
    """A comment is enough."""
    assert unmoved(copy, makes_runs, lambda tree: RUN.code(tree=tree)) == []


def test_a_change_to_anything_that_judges_moves_a_key(copy: Path, judges: frozenset[str]) -> None:
    """Whatever explains moves that of diagnoses, and any other that of the findings which it has a part in."""
    by_check = {check: FINDING.reachable_modules(check) & judges for check in CHECK_MODULES}
    explaining = {name for name in judges if explains(name)}

    assert set[str]().union(explaining, *by_check.values()) == judges
    assert unmoved(copy, explaining, lambda tree: DIAGNOSIS.code(tree=tree)) == []
    tried: set[str] = set()
    for check, names in by_check.items():
        assert unmoved(copy, names - tried, lambda tree, check=check: FINDING.code(check, tree=tree)) == []  # type: ignore[misc]
        tried |= names


def test_what_judges_explains_or_shows_moves_no_run() -> None:
    """A regrade starts no kernel because a check, a cause, a page, a command or a version is another."""
    in_runs = RUN.reachable_modules()

    assert not in_runs & {
        *CHECK_MODULES,
        "grader",
        "grader.judging.checks",
        "grader.judging.rubric",
        "grader.judging.judge",
    }
    assert not [
        name for name in in_runs if name.startswith(("grader.judging.causes", "grader.sandbox.outside.doctor", *SHOWS))
    ]


def test_a_change_to_one_check_moves_the_findings_of_those_that_use_it_alone() -> None:
    """So that a regrade works out only those anew."""
    assert "grader.judging.checks.tensors" in FINDING.reachable_modules("grader.judging.checks.tensors")
    assert "grader.judging.checks.tensors" not in FINDING.reachable_modules("grader.judging.checks.training")
    assert not [name for name in FINDING.reachable_modules(*CHECK_MODULES) if explains(name)]


@pytest.mark.parametrize(("origin", "doing"), [(WORKER, "grader.engine.engine"), (PROOF, "grader.verification.cases")])
def test_what_shows_results_is_not_part_of_what_makes_them(origin: Origin, doing: str) -> None:
    """A help text takes no worker out of service and proves nothing anew; a check, a kernel or a rule may."""
    reached = origin.reachable_modules()

    assert {doing, "grader.probe.inside.probe", "grader.judging.causes.facts", *CHECK_MODULES} <= reached
    assert RUN.reachable_modules() <= reached
    assert not [name for name in reached if name.startswith(SHOWS)]


@pytest.mark.parametrize("origin", [RUN, FINDING, DIAGNOSIS, WORKER, PROOF], ids=lambda one: next(iter(one.roots)))
def test_nothing_is_left_out_that_would_not_count(origin: Origin) -> None:
    """An exception that has become needless is taken out of the list."""
    for name in origin.apart:
        apart = frozenset(origin.apart) - {name}
        assert name in OUR_CODE.reachable_modules([*origin.roots, *CHECK_MODULES], apart=apart)


def test_the_package_itself_is_a_version_a_name_and_what_jupyter_looks_for() -> None:
    """So it may be left out of every key, and a release that changes pages alone reruns nothing."""
    version, name, *more = [
        one
        for one in ast.parse(Path(grader.__file__).read_bytes()).body[1:]
        if not isinstance(one, ast.ImportFrom | ast.Import | ast.Expr)
    ]

    assert ast.unparse(version) == f"__version__ = {grader.__version__!r}"
    assert ast.unparse(name) == f"DISTRIBUTION = {grader.DISTRIBUTION!r}"
    assert [getattr(one, "name", one) for one in more] == ["load_ipython_extension"]


def test_the_table_of_checks_adds_nothing_to_them() -> None:
    """Each entry is a function of the module that its findings follow from, so the table may be left out of keys."""
    for check in CHECKS.values():
        assert getattr(getmodule(check), check.__qualname__) is check
        assert check.__code__.co_filename == getattr(getmodule(check), "__file__", None)


def test_another_function_under_the_name_of_a_check_moves_its_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    """One from the same module too."""
    before = finding_keys(EXERCISE, {}, {})
    monkeypatch.setattr("grader.judging.finding_keys.CHECKS", {"tensor_shape": CHECKS["tensor_dtype"]})

    assert finding_keys(EXERCISE, {}, {}) != before


ANOTHER = Origin(roots={"grader.util.text": "another"})


def test_the_key_of_a_run_a_proof_and_a_worker_holds_its_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each is another where that code is."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    engine = Engine.open(ROOT)
    exercise = load_exercise(ROOT, "05_single_layer/elementwise")

    def keys() -> tuple[str, str]:
        return ProofCache.for_engine(engine, mutants=False).key(exercise.id), worker_fingerprint(engine).code

    before = keys()
    monkeypatch.setattr("grader.verification.cache.PROOF", ANOTHER)
    monkeypatch.setattr("grader.engine.cluster.worker_service.WORKER", ANOTHER)
    assert [one == other for one, other in zip(before, keys(), strict=True)] == [False, False]
    run = engine.keys.reference_key(exercise)
    monkeypatch.setattr("grader.engine.run_keys.RUN", ANOTHER)
    assert Engine.open(ROOT).keys.reference_key(exercise) != run


def test_the_key_of_a_finding_and_a_diagnosis_holds_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is another where that code is."""
    before = finding_keys(EXERCISE, {}, {}), diagnosis_key(EXERCISE.rubric, (), "stub")
    monkeypatch.setattr("grader.judging.finding_keys.FINDING", ANOTHER)
    monkeypatch.setattr("grader.judging.finding_keys.DIAGNOSIS", ANOTHER)

    assert finding_keys(EXERCISE, {}, {}) != before[0]
    assert diagnosis_key(EXERCISE.rubric, (), "stub") != before[1]


def lay(root: Path, files: dict[str, str]) -> CodeTree:
    """Those modules in a tree of their own."""
    for name, text in files.items():
        path = root / "grader" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        (path.parent / "__init__.py").touch()
    return CodeTree(root)


@pytest.mark.parametrize(
    "text",
    [
        "import grader.near.one",
        "import numpy, grader.near.one as other",
        "from grader.near import one",
        "from grader.near.one import x",
        "from .near import one",
        "from .near.one import x",
        "from . import near, far\nfrom .near import one",
        "def later():\n    try:\n        pass\n    except ValueError:\n        from grader.near.one import x",
        "match 1:\n    case 1:\n        import grader.near.one",
        "if True: import grader.near.one",
        "x = 1; import grader.near.one",
        "import grader. \\\n    near.one",
        "from grader.near import (\n    one,\n)",
        "from grader.near import (  # one (of two)\n    one,\n)",
        '"""\nfrom here on it says:\n"""\nimport grader.near.one',
    ],
)
def test_every_way_to_import_is_followed(tmp_path: Path, text: str) -> None:
    """From there on too, the packages around what is imported included."""
    tree = lay(tmp_path, {"near/one": "from .. import far", "far": "import numpy", "aside": "", "root": text})

    found = {"grader", "grader.root", "grader.near", "grader.near.one", "grader.far"}
    assert tree.reachable_modules(["grader.root"]) == found
    assert tree.reachable_modules(["grader.root"], apart=frozenset({"grader.near.one", "grader"})) >= {"grader.root"}
    assert tree.reachable_modules(["grader.near.*"]) == found - {"grader.root"}


def test_no_import_of_ours_is_missed_or_made_up() -> None:
    """What is found by how lines begin is what stands in the tree of the whole module."""
    paths = [*ROOT.glob("grader/**/*.py"), *ROOT.glob("reports/**/*.py")]

    assert len(paths) > len(CHECK_MODULES)
    assert [path for path in paths if {*_imports(path.read_bytes())} != imports_in_tree(path)] == []


def imports_in_tree(path: Path) -> set[object]:
    statements = (
        node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Import | ast.ImportFrom)
    )
    return {found for node in statements for found in _of_statement(node)}


def test_what_is_apart_is_left_out_with_all_that_nobody_else_imports(tmp_path: Path) -> None:
    """What others import counts."""
    files = {
        "root": "from grader import one, two",
        "one": "import grader.own, grader.both",
        "two": "import grader.both",
    }
    tree = lay(tmp_path, files | {"own": "", "both": ""})

    reached = tree.reachable_modules(["grader.root"], apart=frozenset({"grader.one"}))
    assert reached == {"grader", "grader.root", "grader.two", "grader.both"}


def test_a_module_of_another_name_is_other_code(tmp_path: Path) -> None:
    """With the same text."""
    tree = lay(tmp_path, {"one": "", "other": ""})

    assert code_of("grader.one", tree=tree) != code_of("grader.other", tree=tree)


@pytest.mark.parametrize(
    ("modules", "apart"),
    [
        (["grader.mending"], []),
        (["grader.probe.outside.session", "grader.probe.outside"], ["grader.mending"]),
        (["grader.mending.*"], []),
        (["grader.judging.rubric.SealedLabels"], []),
        (["numpy"], []),
    ],
)
def test_a_name_that_is_not_a_module_is_refused(modules: list[str], apart: list[str]) -> None:
    """A renamed module drops out of no key without a sound, and neither does an exception."""
    with pytest.raises(SystemFault, match=r"(mending|SealedLabels|numpy): the grader has no such module"):
        code_of(*modules, apart=frozenset(apart))


def test_an_import_of_a_module_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """It would be an error at once, or somewhere in a function later."""
    with pytest.raises(SystemFault, match=r"grader\.gone: the grader has no such module"):
        lay(tmp_path, {"root": "from grader.gone import x"}).reachable_modules(["grader.root"])
