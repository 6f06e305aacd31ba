"""`grader submit`: hands a file in where the course says, or to a service that is named, and prints the receipt."""

from pathlib import Path

from grader.commands import DONE
from grader.commands.course import course_of
from grader.commands.receipts import Receipt
from grader.commands.submit_copy import submit_to_folder, submit_to_git
from grader.commands.submit_service import submit_to_service
from grader.course import HandIn
from grader.course.hand_in import hand_in_advice, service_origin
from grader.course.loader import load_course
from grader.errors import SpecError


def run_submit(path: Path, to: str | None, *, as_json: bool, course: Path | None) -> int:
    """The exit code, 0 once the file is where hand-ins go.

    Raises:
        SpecError: the file does not exist or isn't taken, or nothing says where hand-ins go.
        SystemFault: the place can't be reached or written.
    """
    if not path.is_file():
        raise SpecError(f"{path}: no such file")
    path = path.absolute()
    receipt = _submit(path, course) if to is None else submit_to_service(path, service_origin(to))
    receipt.show(as_json=as_json)
    return DONE


def _submit(path: Path, course: Path | None) -> Receipt:
    """Hand a file in where its course says."""
    loaded = load_course(course_of(course, path.parent))
    match loaded.hand_in:
        case HandIn(way="service", to=origin):
            return submit_to_service(path, origin)
        case HandIn(way="folder", to=folder):
            return submit_to_folder(path, loaded, folder)
        case HandIn(way="git", to=remote):
            return submit_to_git(path, loaded, remote)
        case HandIn() as by_hand:
            advice = hand_in_advice(by_hand, path, right=True)
            raise SpecError(f"not handed in, as a person has to do it in this course. {advice}")
        case None:
            raise SpecError(
                "not handed in: the course does not say where to; ask your instructor, or name the address of a "
                "service: grader submit FILE --to https://…"
            )
