"""Which of our code a kept thing follows from: read off the imports, so that no list of modules falls behind.

A run, a finding, a diagnosis, a worker's results and a proof each follow from a few modules that are named here, and
from every module of the grader that those import, however indirectly. What no import shows, because a process of its
own or an entry point starts it, is named as well. What is left out is named too: whatever else anyone comes to import
counts.
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
"""The packages that are ours."""
ALL = ".*"
"""Ends a package's name where all of its modules are meant."""
_IMPORT = re.compile(rb"^[ \t\f]*((?:from|import)\b[^(\n]*(?:\([^)]*\))?)", re.MULTILINE)
"""A line that begins as an import does, with all that stands in its parentheses."""
_IMPORT_WITHIN_A_LINE = re.compile(rb"[:;][ \t\f]*(?:from|import)\b")
_HOLDS_STATEMENTS = (ast.stmt, ast.ExceptHandler, ast.match_case)


@dataclass(frozen=True, slots=True)
class _Import:
    """One import statement; one of `import a, b` is two of these."""

    level: int
    """Dots in front; 0 for an absolute import."""
    module: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Module:
    """A module's file as it was read."""

    digest: bytes
    imports: tuple[_Import, ...]


class CodeTree:
    """Packages in one folder. Each module is read once, for the code of a running process does not change."""

    def __init__(self, root: Path, packages: frozenset[str] = PACKAGES) -> None:
        self.root = root
        self.packages = packages
        self._read: dict[str, _Module] = {}

    @cached_property
    def _paths(self) -> dict[str, str]:
        """Name to file of every module of the packages."""
        folders = (found for package in self.packages for found in os.walk(self.root / package))
        files = (f"{folder}/{file}" for folder, _, files in folders for file in files if file.endswith(".py"))
        start = len(f"{self.root}/")
        return {path[start:].removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in files}

    @property
    def names(self) -> frozenset[str]:
        """The names of all modules of the packages."""
        return frozenset(self._paths)

    def reachable_modules(self, modules: Sequence[str], *, apart: frozenset[str] = frozenset()) -> frozenset[str]:
        """The names of these modules and of every grader module that importing them executes.

        Those `apart` are left out, with all that nobody else imports.

        Raises:
            SystemFault: one of the names, or one that is imported, is not a module.
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
        """sha256 of a module's text. Raises `SystemFault` where there is no such module."""
        return self._module(name).digest

    def _expanded(self, name: str) -> Iterator[str]:
        """The name itself, or all modules of a package where `.*` ends it."""
        package = name.removesuffix(ALL)
        yield package
        if name.endswith(ALL):
            yield from (one for one in self._paths if one.startswith(f"{package}."))

    def imported(self, name: str) -> Iterator[str]:
        """What a module's statements import of the packages: modules, and folders without a module of their own.

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
    """sha256 over these modules and every grader module that importing them executes, names included.

    Those `apart` are left out, with all that nobody else imports.

    Raises:
        SystemFault: one of the names, or one that is imported, is not a module.
    """
    named = (f"{name}\0".encode() + tree.digest(name) for name in sorted(tree.reachable_modules(modules, apart=apart)))
    return sha256(b"".join(named)).hexdigest()


@dataclass(frozen=True, slots=True)
class Origin:
    """The code from which something follows."""

    roots: Mapping[str, str]
    """Module, or `package.*` for all modules of a package, to why it counts."""
    apart: Mapping[str, str] = field(default_factory=dict)
    """Module that is left out, with all that nobody else imports, to the reason."""

    def code(self, *more: str, tree: CodeTree = OUR_CODE) -> str:
        """sha256 over all of that code, and over that of `more` modules. Raises `SystemFault`."""
        return code_of(*self.roots, *more, apart=frozenset(self.apart), tree=tree)

    def reachable_modules(self, *more: str, tree: CodeTree = OUR_CODE) -> frozenset[str]:
        """The names of all of those modules. Raises `SystemFault`."""
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
"""What a run follows from."""

READING = Origin(roots={"grader.source.reader.child": "reads a file"}, apart=_VERSION)
"""What is read in a file follows from, its content and its exercise aside."""

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
"""What a finding follows from, the check aside."""

DIAGNOSIS = Origin(
    roots={"grader.judging.judge": "puts the facts together, and has them explained"},
    apart=_VERSION
    | {
        "grader.judging.checks": "the table of all checks; verdicts and what the criteria are about are in the key",
        "grader.judging.finding_keys": "makes keys of findings",
    },
)
"""What a diagnosis follows from."""

WORKER = Origin(
    roots=_IN_PROCESSES
    | {
        "grader.engine.cluster.preload": "a worker that dask's own command starts",
        "grader.engine.cluster.worker": "a worker that `grader worker` starts",
    },
    apart=_VERSION,
)
"""What a worker's results follow from."""

PROOF = Origin(roots=_IN_PROCESSES | {"grader.verification.verify": "proves exercises"}, apart=_VERSION)
"""What the proof of an exercise follows from."""


def _absolute(one: _Import, importer: str, *, is_package: bool) -> str:
    """The whole name of the module that a statement of `importer` names first."""
    if one.level == 0:
        return one.module
    parts = importer.split(".")
    around = parts[: len(parts) - one.level + is_package]
    return ".".join([*around, *filter(None, [one.module])])


@cache
def _imports(content: bytes) -> tuple[_Import, ...]:
    """All import statements in a module's text, wherever in it."""
    return tuple(found for node in _statements(_with_all_imports(content)) for found in _of_statement(node))


def _with_all_imports(content: bytes) -> ast.Module:
    """A tree of a module's imports, or of the whole module where they can't be told by how lines begin.

    The whole takes six times as long, and each command looks at more than a hundred modules.
    """
    if _IMPORT_WITHIN_A_LINE.search(content):
        return ast.parse(content)
    try:
        return ast.parse(b"\n".join(_IMPORT.findall(content)))
    except SyntaxError:  # such a line of a text, or an import that goes on in a way of its own
        return ast.parse(content)


def _of_statement(node: ast.AST) -> Iterator[_Import]:
    match node:
        case ast.Import(names=names):
            yield from (_Import(0, one.name) for one in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            yield _Import(level, module or "", tuple(one.name for one in names))


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Every statement, but no expression: that is most of a tree, and holds no import."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [one for one in ast.iter_child_nodes(node) if isinstance(one, _HOLDS_STATEMENTS)]
