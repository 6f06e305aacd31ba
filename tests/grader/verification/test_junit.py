"""JUnit XML that every server can read, whatever learners' code makes messages say."""

from xml.etree import ElementTree as ET

import msgspec

from grader.commands.verify import verification_junit
from grader.model import Verdict
from grader.verification.cache import ExerciseProof
from grader.verification.records import CaseKind, Proof, ResourceUsage

ALLOWED = {
    "testsuites": {"name"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testcase": {"classname", "name", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
}
"""Element to its attributes, of those that all dialects know."""
INSIDE = {"testsuites": {"testsuite"}, "testsuite": {"testcase"}, "testcase": {"failure", "error"}}
NASTY = 'criterion <b>&amp;</b> "x" \x00\x1b[31m\ud800 ]]> \ufffe é'


def proof(kind: CaseKind, name: str, *problems: str, fails: bool = False) -> Proof:
    return Proof(
        exercise="05/a",
        kind=kind,
        name=name,
        declared=(),
        verdicts={"value": Verdict.FAIL if fails else Verdict.PASS},
        messages={},
        diagnoses=(),
        used=ResourceUsage(cell_s=1, wall_s=1.5, cpu_s=1, peak_mib=1),
        problems=problems,
    )


PROVED = ExerciseProof(
    exercise="05/a",
    proofs=(
        proof(CaseKind.REFERENCE, "as it is"),
        proof(CaseKind.WRONG, "sign_lost", NASTY, "second"),
        proof(CaseKind.MUTANT, "1 -> 2 #1", fails=True),
        proof(CaseKind.MUTANT, "2 -> 3 #1"),
    ),
    complaints=("the stub differs",),
    unnoticed=("criterion 'value': deleted",),
)


def parsed(*proved: ExerciseProof, course: tuple[str, ...] = ()) -> ET.Element:
    """The document, after a look at every element of it."""
    root = ET.fromstring(verification_junit(proved, course))  # noqa: S314 - our own
    for element in root.iter():
        assert set(element.attrib) == ALLOWED[element.tag]
        assert {child.tag for child in element} <= INSIDE.get(element.tag, set())
    for suite in root:
        assert int(suite.attrib["tests"]) == len(suite)
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert int(suite.attrib["errors"]) == len(suite.findall("testcase/error"))
        assert float(suite.attrib["time"]) >= 0
    return root


def test_an_exercise_is_a_suite_and_a_submission_a_case() -> None:
    """With its problems; what concerns the whole exercise is a case each, and so are all of its mutants."""
    (suite,) = parsed(PROVED)

    failed = {case.attrib["name"]: len(case) for case in suite}
    assert suite.attrib["name"] == "05/a"
    assert failed == {"exercise": 1, "reference/as it is": 0, "wrong/sign_lost": 1, "criteria": 1, "mutants": 1}
    assert (
        suite.findtext("testcase[@name='mutants']/failure")
        == "50 % of the mutants fail a criterion; at least 95 % must"
    )


def test_a_message_is_text_whatever_it_holds() -> None:
    """Markup is shown and not obeyed; what XML can't spell is replaced."""
    failure = parsed(PROVED).find("*/testcase[@name='wrong/sign_lost']/failure")

    assert failure is not None
    assert failure.attrib["message"] == 'criterion <b>&amp;</b> "x" \ufffd\ufffd ]]> \ufffd é'
    assert (failure.text or "").endswith("é\nsecond")


def test_an_exercise_that_cannot_be_prepared_is_an_error() -> None:
    """Nothing of it was proven, and nothing disproven."""
    (suite,) = parsed(ExerciseProof(exercise="05/a", mistake="no such check"))

    assert (suite.attrib["errors"], suite.attrib["failures"]) == ("1", "0")


def test_what_is_wrong_with_the_whole_course_is_a_suite_of_its_own() -> None:
    """Without mutants there is no rate; an exercise without mutants has no case for them."""
    bare = msgspec.structs.replace(PROVED, proofs=PROVED.proofs[:1])

    course, exercise = parsed(bare, course=("exercises/x: belongs to no exercise",))

    assert course.findtext("testcase/failure") == "exercises/x: belongs to no exercise"
    assert exercise.find("testcase[@name='mutants']") is None
