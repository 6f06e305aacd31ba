"""What is said of a pipeline twice: as it was run, and as the learner's statements make it of hidden examples."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from grader.checks.sight import HIDDEN, failed, of_reference, passed
from grader.evidence import Dataset, Evidence
from grader.model import Finding, Verdict


def as_run_and_hidden(
    judge: Callable[[str], Finding], learner: Evidence, reference: Evidence, of: str, inputs: Sequence[str]
) -> Finding:
    """What `judge` says of the pipeline under a key, as run, and where that passes after the replay of its `inputs`.

    Where a replay made nothing of the hidden examples, because the statements read their data elsewhere, what was run
    decides. Raises ValueError where the reference's own replay made nothing of them.
    """
    if inputs:
        of_reference(reference, HIDDEN + of, Dataset)
    finding = judge(of)
    if finding.verdict is not Verdict.PASS or not inputs or not isinstance(learner.seen.get(HIDDEN + of), Dataset):
        return finding
    again = judge(HIDDEN + of)
    if again.verdict is Verdict.PASS:
        return finding
    names = " and ".join(f"`{name}`" for name in inputs)
    return replace(again, message=f"With other examples in {names}: {again.message}")


def yes(message: str, expected: str, actual: str) -> Finding:
    """The finding that a pipeline is as expected."""
    return passed(message, expected=expected, actual=actual)


def no(message: str, expected: str, actual: str) -> Finding:
    """The finding that a pipeline differs."""
    return failed(message, expected=expected, actual=actual)
