"""What a finding and a diagnosis follow from besides the two runs: digests, equal where nothing of it has changed.

A criterion's finding follows from its check's code and parameters. The code is the check's module and every module of
ours that it imports, so that a change to one check leaves the findings of all others as they are.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

import grader
from grader.calibration import Spread
from grader.checks import CHECKS
from grader.model import Criterion, Exercise, Finding, Verdict

_ROOT = Path(grader.__file__).parents[1]


@cache
def code_of(*modules: str) -> str:
    """sha256 over modules of ours and every module of ours that they import, however indirectly."""
    found = sorted(_reached([path for name in modules if (path := _file(name))]))
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in found)).hexdigest()


def finding_keys(
    exercise: Exercise, spreads: Mapping[str, Spread | float], held_out: Mapping[str, str]
) -> dict[str, str]:
    """Criterion to the digest of what its findings follow from, the learner's run and the reference's aside.

    Title, hints, points and place in the rubric are not among it: they are put on a finding anew each time. `spreads`
    is, by criterion, what the reference's trainings came to, `held_out` each data set's digest of held-out images.
    """
    return {
        one.id: _finding_key(one, spreads.get(one.id), held_out.get(str(one.params.get("data")), ""))
        for one in exercise.rubric
    }


def _finding_key(criterion: Criterion, spread: Spread | float | None, held_out: str) -> str:
    check = CHECKS[criterion.check].__module__
    asked = [criterion.id, criterion.check, criterion.params, criterion.replay, criterion.hidden]
    return _digest([*asked, code_of(check), _own_code("grading.py"), spread, held_out])


def diagnosis_key(rubric: Sequence[Criterion], findings: Sequence[Finding], stub: str) -> str:
    """The digest of what diagnoses follow from, the runs and the learner's source aside.

    A rule may look at what a criterion that is met is about, but not at how strictly it judges.
    """
    failed = {finding.criterion for finding in findings if finding.verdict is Verdict.FAIL}
    about = [
        (one.id, one.check, one.replay, one.params if one.id in failed else [one.params.get(key) for key in _ABOUT])
        for one in rubric
    ]
    verdicts = [(finding.criterion, finding.verdict) for finding in findings]
    return _digest([about, verdicts, code_of("grader.diagnosis"), stub])


_ABOUT = ("of", "parts", "others")


def _digest(parts: list[object]) -> str:
    return sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()


@cache
def _own_code(name: str) -> str:
    return sha256((_ROOT / "grader" / name).read_bytes()).hexdigest()


def _reached(paths: Sequence[Path]) -> set[Path]:
    """The files and those that they import, in any number of steps."""
    found: set[Path] = set()
    waiting = list(paths)
    while waiting:
        if (path := waiting.pop()) not in found:
            found.add(path)
            waiting.extend(_imported(path))
    return found


def _imported(path: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        match node:
            case ast.Import(names=names):
                wanted = [one.name for one in names]
            case ast.ImportFrom(module=str(module), names=names):
                within = [f"{module}.{one.name}" for one in names]
                wanted = [name for name in within if _file(name)] or [module]
            case _:
                continue
        yield from (file for name in wanted if (file := _file(name)))


@cache
def _file(name: str) -> Path | None:
    """The file of a module or package of ours; None for all others, and for what is no module."""
    if name.split(".", maxsplit=1)[0] != grader.__name__:
        return None
    path = _ROOT.joinpath(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)
