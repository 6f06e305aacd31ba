"""JSON Lines: the very lines of results.jsonl, each with the mark that was made of that submission."""

from decimal import Decimal
from typing import Any

import msgspec

from grader.export.dataset import Material, percent_of, points_of
from grader.export.options import Told, Wishes
from grader.export.results_file import Head, beside_marks
from grader.marks import ExerciseMark
from grader.util.files import whole
from grader.util.text import counted


def json_lines(material: Material, wishes: Wishes) -> Told:
    """Each result on a line, with `mark`; null for exercises that are in no assignment."""
    count = 0
    with whole(wishes.to) as file:
        for mark, lines in beside_marks(material, Head):
            marks = {one.exercise: (each.assignment, one) for each in mark.marks for one in each.exercises}
            for line, head in lines:
                if material.includes(head.exercise):
                    found = marks.get(head.exercise)
                    told = msgspec.json.encode(_mark(*found) if found else None)
                    file.write(line.rstrip()[:-1] + b',"mark":' + told + b"}\n")
                    count += 1
    return Told(done=f"{wishes.to}: {counted(count, 'result')}.")


def _mark(assignment: str, mark: ExerciseMark) -> dict[str, Any]:
    return {
        "assignment": assignment,
        "points": _float(points_of(mark)),
        "possible": mark.possible,
        "percent": _float(percent_of(mark)),
        "unscored": float(mark.unscored),
        "late_s": mark.late.total_seconds(),
        "lost_percent": float(mark.loses * 100),
        "attempt": mark.attempt,
        "excused": mark.excused,
        "dropped": mark.dropped,
        "due": mark.due.at.isoformat() if mark.due else None,
    }


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
