"""An exception of the learner's code as evidence."""

from grader.evidence import LATE, Raised
from grader.kernel.turns import TurnTimeout


def exception_record(error: BaseException) -> Raised:
    """An exception as evidence; its message may itself refuse to be made. That of a turn's end is `LATE`."""
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - the learner's own __str__
        message = ""
    name = LATE if type(error) is TurnTimeout else type(error).__name__[:200]
    return Raised(error=name, message=message[:2000].encode(errors="replace").decode())
