"""What was proven as JUnit XML, which every CI server shows: a suite an exercise, a case a submission.

Only what all dialects have in common is used. What concerns an exercise as a whole, its files, its criteria, its lazy
answers and its mutants, is a case each.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from grader.util.junit_xml import END, JUnitCase, document_start, suite
from grader.verification.cache import GENERATED_KINDS, ExerciseProof


def verification_junit(all_proved: Sequence[ExerciseProof], course_problems: Sequence[str]) -> bytes:
    """The XML document, UTF-8. What is not proven of the course as a whole is a suite of its own."""
    suites = [suite("course", [_case("course", "course", course_problems)])] if course_problems else []
    suites += [suite(proved.exercise, list(_cases(proved))) for proved in all_proved]
    return "".join((document_start("grader verify"), *suites, END)).encode()


def _cases(proved: ExerciseProof) -> Iterator[JUnitCase]:
    exercise = proved.exercise
    if why := proved.mistake or proved.lacks:
        yield _case(exercise, "exercise", [why], ending="error")
        return
    yield _case(exercise, "exercise", proved.complaints)
    for proof in proved.proofs:
        if proof.kind not in GENERATED_KINDS:
            yield _case(exercise, f"{proof.kind}/{proof.name}", proof.problems, proof.used.wall_s)
    yield _case(exercise, "criteria", proved.unnoticed)
    if proved.lazy:
        seconds = sum(proof.used.wall_s for proof in proved.lazy)
        yield _case(exercise, "lazy answers", proved.lazy_problems, seconds)
    if proved.mutants:
        seconds = sum(proof.used.wall_s for proof in proved.mutants)
        yield _case(exercise, "mutants", proved.mutant_problems, seconds)


def _case(
    suite: str,
    name: str,
    problems: Sequence[str],
    seconds: float = 0.0,
    ending: Literal["failure", "error"] = "failure",
) -> JUnitCase:
    """A case; its first problem is the message, and all of them the text."""
    if not problems:
        return JUnitCase(classname=suite, name=name, seconds=seconds)
    return JUnitCase(
        classname=suite,
        name=name,
        seconds=seconds,
        ending=ending,
        type=ending,
        message=problems[0],
        text="\n".join(problems),
    )
