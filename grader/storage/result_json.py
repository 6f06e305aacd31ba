"""A result as JSON: the output of `results.jsonl` and `check --json`, which scripts of other people read.

`results.jsonl` has a line for each result of a gradebook (`line_of`). `grader/result.schema.json` describes it for
machines; a change of meaning raises the version in its `$id`. Everything that differs between two gradings of the same
file (times, and whether a kernel was needed) is in `run`.
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from grader.model import Diagnosis, Finding, Result, Run
from grader.util.text import json_line

if TYPE_CHECKING:
    from grader.gradebook import Entry


def to_json(result: Result, run: Run, *, cached: bool, checked: bool = False) -> dict[str, Any]:
    """The result as plain data, keys in the order in which a person reads them.

    A file that was only `checked` does not count as an attempt.
    """
    return {
        "learner": result.submission.learner,
        "exercise": result.submission.exercise,
        "attempt": None if checked else result.submission.attempt,
        "sha256": result.submission.sha256,
        "outcome": result.outcome,
        "attempted": result.attempted,
        "score": asdict(result.score),
        "findings": [_finding(finding) for finding in result.findings],
        "diagnoses": [_diagnosis(diagnosis) for diagnosis in result.diagnoses],
        "changes": [asdict(change) | {"place": run.place_of(change)} for change in run.changes],
        "grader_version": result.grader_version,
        "run": {
            "key": run.key,
            "cached": cached,
            **{name: getattr(run, name) for name in ("wall_s", "cpu_s", "peak_mib", "hints_cpu_s", "message")},
            "cell": run.stopped_cell,
            "sandboxed": run.sandboxed,
        },
    }


def _diagnosis(diagnosis: Diagnosis) -> dict[str, Any]:
    proof = diagnosis.proven
    proven = None if proof is None else asdict(proof) | {"repair": list(proof.repair)}
    return asdict(diagnosis) | {"hints": list(diagnosis.hints), "proven": proven}


def _finding(finding: Finding) -> dict[str, Any]:
    before = ("criterion", "title", "verdict", "message", "expected", "actual", "hints")
    fields = (*before, "earned", "possible", "trust")
    lists = {"hints": list(finding.hints), "rests_on": list(finding.rests_on)}
    return {name: getattr(finding, name) for name in fields} | lists | {"verifiable": finding.verifiable}


def line_of(entry: "Entry") -> bytes:
    """The line of `results.jsonl` in UTF-8, with its line feed."""
    return json_line(to_json(entry.result, entry.run, cached=entry.cached))
