"""An exception of the learner's code as evidence."""

from grader.evidence import Raised


def raised(error: BaseException) -> Raised:
    """An exception as evidence; its message may itself refuse to be made."""
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - the learner's own __str__
        message = ""
    return Raised(error=type(error).__name__[:200], message=message[:2000].encode(errors="replace").decode())
