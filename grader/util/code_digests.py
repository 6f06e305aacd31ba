"""Determines which of our code a stored result depends on: it reads the imports, so that no list becomes outdated.

A run, a finding, a diagnosis, a worker's results and a proof each depend on a few modules that are named here. They
also depend on every grader module that these import, directly or indirectly. Modules that no import shows, because a
separate process or an entry point starts them, are named as well. Excluded modules are named too: everything else that
is ever imported counts.
"""

import ast
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

import grader
from grader.errors import SystemFault

PACKAGES = frozenset({"grader", "reports"})
"""The names of our packages."""
ALL = ".*"
"""The end of a package's name that means all of its modules."""
_IMPORT = re.compile(rb"^[ \t\f]*((?:from|import)\b[^(\n]*(?:\([^)]*\))?)", re.MULTILINE)
"""A line that begins like an import, with everything in its parentheses."""
_IMPORT_WITHIN_A_LINE = re.compile(rb"[:;][ \t\f]*(?:from|import)\b")
_HOLDS_STATEMENTS = (ast.stmt, ast.ExceptHandler, ast.match_case)


@dataclass(frozen=True, slots=True)
class _Import:
    """One import statement; `import a, b` becomes two of these."""

    level: int
    """The number of dots in front; 0 for an absolute import."""
    module: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Module:
    """The file of a module as it was read."""

    digest: bytes
    imports: tuple[_Import, ...]


class CodeTree:
    """The packages in one folder. Each module is read once, because the code of a running process does not change."""

    def __init__(self, root: Path, packages: frozenset[str] = PACKAGES) -> None:
        self.root = root
        self.packages = packages
        self._read: dict[str, _Module] = {}

    @cached_property
    def _paths(self) -> dict[str, str]:
        """Maps each module of the packages to its file."""
        folders = (found for package in self.packages for found in os.walk(self.root / package))
        files = (f"{folder}/{file}" for folder, _, files in folders for file in files if file.endswith(".py"))
        start = len(f"{self.root}/")
        return {path[start:].removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in files}

    @property
    def names(self) -> frozenset[str]:
        """The names of all modules of the packages."""
        return frozenset(self._paths)

    def reachable_modules(self, modules: Sequence[str], *, apart: frozenset[str] = frozenset()) -> frozenset[str]:
        """The names of these modules and of every grader module that is executed when they are imported.

        Modules in `apart` are left out, together with everything that no other module imports.

        Raises:
            SystemFault: a given or imported name is not a module.
        """
        self._require(*apart)
        found: set[str] = set()
        waiting = [one for name in modules for one in self._expanded(name)]
        while waiting:
            name = waiting.pop()
            if name in found or name in apart:
                continue
            found.add(name)
            parts = name.split(".")  # an import executes all packages around a module
            waiting += [".".join(parts[:count]) for count in range(1, len(parts))]
            waiting += self.imported(name)
        return frozenset(found)

    def digest(self, name: str) -> bytes:
        """The sha256 of a module's text. Raises `SystemFault` if there is no module with this name."""
        return self._module(name).digest

    def _expanded(self, name: str) -> Iterator[str]:
        """Yield the name itself, or all modules of a package if the name ends in `.*`."""
        package = name.removesuffix(ALL)
        yield package
        if name.endswith(ALL):
            yield from (path for path in self._paths if path.startswith(f"{package}."))

    def imported(self, name: str) -> Iterator[str]:
        """Yield what a module's statements import from the packages: modules, and folders that are not modules.

        Raises:
            SystemFault: the name is not a module.
        """
        for one in self._module(name).imports:
            wanted = _absolute(one, name, is_package=self._paths[name].endswith("/__init__.py"))
            if wanted.partition(".")[0] in self.packages:
                yield wanted
                yield from (inner for each in one.names if (inner := f"{wanted}.{each}") in self._paths)

    def _module(self, name: str) -> _Module:
        if name not in self._read:
            self._require(name)
            content = Path(self._paths[name]).read_bytes()
            self._read[name] = _Module(digest=sha256(content).digest(), imports=_imports(content))
        return self._read[name]

    def _require(self, *names: str) -> None:
        for name in names:
            if name not in self._paths:
                raise SystemFault(f"{name}: the grader has no such module, so the digest of its code is unknown")


OUR_CODE = CodeTree(Path(grader.__file__).parents[1])


@cache
def code_of(*modules: str, apart: frozenset[str] = frozenset(), tree: CodeTree = OUR_CODE) -> str:
    """The sha256 of these modules and of every grader module that is executed when they are imported, with names.

    Modules in `apart` are left out, together with everything that no other module imports.

    Raises:
        SystemFault: a given or imported name is not a module.
    """
    named = (f"{name}\0".encode() + tree.digest(name) for name in sorted(tree.reachable_modules(modules, apart=apart)))
    return sha256(b"".join(named)).hexdigest()


@dataclass(frozen=True, slots=True)
class Origin:
    """The code on which something depends."""

    roots: Mapping[str, str]
    """Maps each module, or `package.*` for all modules of a package, to the reason why it counts."""
    apart: Mapping[str, str] = field(default_factory=dict)
    """Maps each excluded module to the reason; what no other module imports is excluded with it."""

    def code(self, *more: str, tree: CodeTree = OUR_CODE) -> str:
        """The sha256 of all this code and of the `more` modules. Raises `SystemFault`."""
        return code_of(*self.roots, *more, apart=frozenset(self.apart), tree=tree)

    def reachable_modules(self, *more: str, tree: CodeTree = OUR_CODE) -> frozenset[str]:
        """The names of all these modules. Raises `SystemFault`."""
        return tree.reachable_modules([*self.roots, *more], apart=frozenset(self.apart))


_VERSION = {"grader": "a version, which moves with every release, and a name"}
_IN_PROCESSES = {
    "grader.probe.inside.*": "runs beside learners' code: by a task's name or by an expression",
    "grader.sandbox.inside.*": "locks learners' code in: started with `-m`",
    "grader.probe.outside.provisioner": "an entry point, by which Jupyter finds it",
    "grader.source.reader.child": "reads a source in a process of its own, which is started with `-m`",
}

RUN = Origin(
    roots=_IN_PROCESSES
    | {
        "grader.engine.source_run": "asks for and executes a source",
        "grader.source.reader.reader": "has a source read",
        "grader.sandbox.outside.bubblewrap": "makes kernels in one of three ways; what chooses the way is left out",
    },
    apart=_VERSION
    | {
        "grader.judging.checks.accuracy_bar": "says how many images are enough; asks nothing",
        "grader.judging.checks": "the table of all checks; what they ask for is in the request, which is in the key",
        "grader.util.code_digests": "makes keys",
        "grader.course.datasets.datasets": "finds data sets; their contents are in the key",
        "grader.course.datasets.fetched_sets": "finds data sets; their contents are in the key",
        "grader.engine.environment": "finds versions and the salt, which are in the key",
        "grader.judging.rubric": "judges; a kept run is looked at for models that count as wrong now (`judging.judge`)",
        "grader.judging.judge": "judges",
        "grader.sandbox.outside.sandbox_faults": "explains why there is no sandbox, and then there is no run",
        "grader.sandbox.outside.doctor": "chooses how kernels are made; whether there is a sandbox is in the key",
        "grader.course": "what a course consists of; limits, request and preload list are in the key",
    },
)
"""The code on which a run depends."""

READING = Origin(roots={"grader.source.reader.child": "reads a file"}, apart=_VERSION)
"""The code on which a reading depends, in addition to the file's content and its exercise."""

FINDING = Origin(
    roots={"grader.judging.judge": "judges; the check itself comes to it"},
    apart=_VERSION
    | {
        "grader.judging.checks": "the table of all checks; a finding follows from its own, by module and name",
        "grader.judging.finding_keys": "makes keys of findings",
        "grader.judging.causes": "explains findings, which has a key of its own",
        "grader.judging.causes.diagnosing": "explains findings, which has a key of its own",
        "grader.judging.causes.facts": "explains findings, which has a key of its own",
    },
)
"""The code on which a finding depends, in addition to the check."""

DIAGNOSIS = Origin(
    roots={"grader.judging.judge": "puts the facts together, and has them explained"},
    apart=_VERSION
    | {
        "grader.judging.checks": "the table of all checks; verdicts and what the criteria are about are in the key",
        "grader.judging.finding_keys": "makes keys of findings",
    },
)
"""The code on which a diagnosis depends."""

WORKER = Origin(
    roots=_IN_PROCESSES
    | {
        "grader.engine.cluster.preload": "a worker that dask's own command starts",
        "grader.engine.cluster.worker": "a worker that `grader worker` starts",
    },
    apart=_VERSION,
)
"""The code on which a worker's results depend."""

PROOF = Origin(roots=_IN_PROCESSES | {"grader.verification.verify": "proves exercises"}, apart=_VERSION)
"""The code on which the proof of an exercise depends."""


def _absolute(one: _Import, importer: str, *, is_package: bool) -> str:
    """The full name of the module that comes first in a statement of `importer`."""
    if one.level == 0:
        return one.module
    parts = importer.split(".")
    around = parts[: len(parts) - one.level + is_package]
    return ".".join([*around, *filter(None, [one.module])])


@cache
def _imports(content: bytes) -> tuple[_Import, ...]:
    """All import statements in a module's text, at any place in it."""
    return tuple(found for node in _statements(_with_all_imports(content)) for found in _of_statement(node))


def _with_all_imports(content: bytes) -> ast.Module:
    """A tree of a module's imports, or of the whole module if the beginnings of lines don't show the imports.

    Parsing the whole module takes six times as long, and each command examines more than a hundred modules.
    """
    if _IMPORT_WITHIN_A_LINE.search(content):
        return ast.parse(content)
    try:
        return ast.parse(b"\n".join(_IMPORT.findall(content)))
    except SyntaxError:  # such a line in a string, or an import that continues in an unusual way
        return ast.parse(content)


def _of_statement(node: ast.AST) -> Iterator[_Import]:
    match node:
        case ast.Import(names=names):
            yield from (_Import(0, name.name) for name in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            yield _Import(level, module or "", tuple(name.name for name in names))


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield every statement but no expression: expressions are most of a tree and contain no import."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [one for one in ast.iter_child_nodes(node) if isinstance(one, _HOLDS_STATEMENTS)]
