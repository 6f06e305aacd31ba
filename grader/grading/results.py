"""From a judgement to a result, which says when and by which version it was made."""

from datetime import UTC, datetime

from grader import __version__
from grader.grading.judge import Judgement
from grader.model import Result, Run, Submission


def result_of(submission: Submission, run: Run, judged: Judgement) -> Result:
    """The result of a submission that was judged now, by this version of the grader."""
    return Result(
        submission=submission,
        run_key=run.key,
        outcome=run.outcome,
        attempted=judged.attempted,
        findings=judged.findings,
        score=judged.score,
        diagnoses=judged.diagnoses,
        diagnosed_by=judged.diagnosed_by,
        refused=judged.refused,
        grader_version=__version__,
        graded=datetime.now(UTC),
    )
