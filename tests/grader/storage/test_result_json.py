"""A result's JSON is what the schema, and whoever reads it, was promised."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

import grader
from grader.gradebook import Entry, Gradebook
from grader.model import Diagnosis, Finding, Outcome, Proof, Result, Run, Score, Submission, Trust, Verdict
from grader.source.records import recovered
from grader.storage.result_json import line_of, to_json

SCHEMA = json.loads((Path(grader.__file__).parent / "result.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

FINDING = Finding(
    verdict=Verdict.FAIL,
    message="1 of 1 differs.",
    expected="float32 ()",
    actual="float32 (1,)",
    criterion="shape",
    title="The output is a scalar",
    hints=("nudge", "clearer", "«nearly»"),
    possible=2,
    rests_on=("replayed",),
    verifiable=True,
)

DIAGNOSIS = Diagnosis(
    rule="sign_lost",
    message="It looks as if the sign was lost.",
    where="`y`",
    lesson="05_single_layer",
    hints=("one", "two", "three"),
    proven=Proof(repair=("sign",), tries=4, cell=3, line=1),
)

RUN = Run(
    key="k",
    outcome=Outcome.RAISED,
    wall_s=1.5,
    cpu_s=0.5,
    peak_mib=80.25,
    message="A cell raised.",
    changes=(recovered("The file was read as UTF-16."), replace(recovered("It was joined."), cell=2)),
)


DOCUMENT = {
    "learner": "zoë",
    "exercise": "05/a",
    "attempt": 2,
    "sha256": "0" * 64,
    "outcome": "raised",
    "attempted": True,
    "score": {"earned": 0, "possible": 2, "unscored": 0},
    "findings": [
        {
            "criterion": "shape",
            "title": "The output is a scalar",
            "verdict": "fail",
            "message": "1 of 1 differs.",
            "expected": "float32 ()",
            "actual": "float32 (1,)",
            "hints": ["nudge", "clearer", "«nearly»"],
            "earned": 0,
            "possible": 2,
            "trust": "verified",
            "rests_on": ["replayed"],
            "verifiable": True,
        }
    ],
    "diagnoses": [
        {
            "rule": "sign_lost",
            "message": "It looks as if the sign was lost.",
            "where": "`y`",
            "lesson": "05_single_layer",
            "hints": ["one", "two", "three"],
            "proven": {"repair": ["sign"], "tries": 4, "cell": 3, "line": 1},
        }
    ],
    "changes": [
        {"kind": "recovered", "sentence": "The file was read as UTF-16.", "cell": None, "line": None, "place": ""},
        {"kind": "recovered", "sentence": "It was joined.", "cell": 2, "line": None, "place": "code cell 2"},
    ],
    "grader_version": "1.0",
    "run": {
        "key": "k",
        "cached": True,
        "wall_s": 1.5,
        "cpu_s": 0.5,
        "peak_mib": 80.25,
        "hints_cpu_s": 0.0,
        "message": "A cell raised.",
        "cell": None,
        "sandboxed": True,
    },
}
"""What a script reads."""


def result_of(learner: str = "zoë", exercise: str = "05/a", **changes: Any) -> Result:
    submission = Submission(
        learner=learner,
        exercise=exercise,
        attempt=2,
        path=Path("anywhere"),
        sha256="0" * 64,
        received=datetime.now(UTC),
    )
    result = Result(
        submission=submission,
        diagnoses=(DIAGNOSIS,),
        run_key="k",
        outcome=Outcome.RAISED,
        attempted=True,
        findings=(FINDING,),
        score=Score(possible=2),
        grader_version="1.0",
        graded=datetime.now(UTC),
    )
    return replace(result, **changes)


def entry_of(result: Result) -> Entry:
    return Entry(result=result, run=RUN, cached=False, exercise_digest="e", reference_key="r")


def without_run(path: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [{key: value for key, value in line.items() if key != "run"} for line in lines]


def test_a_result_is_one_line_for_every_reader() -> None:
    """Whatever its messages quote: also for those who end a line at U+0085, U+2028 or U+2029, which JSON may hold."""
    ends = "".join(end for end in map(chr, range(0x3000)) if len(f"a{end}b".splitlines()) > 1)
    finding = replace(FINDING, title=ends, message=ends, hints=(ends,))
    line = line_of(entry_of(result_of(learner=f"zoë{ends}", findings=(finding,)))).decode()

    assert len(line.splitlines()) == 1
    assert json.loads(line)["findings"][0]["message"] == ends


def test_the_schema_is_a_schema() -> None:
    """The file is valid under the draft that it names, and says its version."""
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "urn:grader:result:1"


def test_the_whole_document() -> None:
    """Names, order and values are exactly these: scripts depend on each."""
    document = to_json(result_of(), RUN, cached=True)
    checked = to_json(result_of(), RUN, cached=False, checked=True)
    VALIDATOR.validate(checked)
    assert (document["attempt"], checked["attempt"]) == (2, None)
    assert json.dumps(document, ensure_ascii=False) == json.dumps(DOCUMENT, ensure_ascii=False)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("trust", Trust)
def test_every_result_is_valid(outcome: Outcome, verdict: Verdict, trust: Trust) -> None:
    """Whatever the outcome, verdict and trust, the schema knows it."""
    finding = replace(FINDING, verdict=verdict, trust=trust)
    VALIDATOR.validate(to_json(result_of(outcome=outcome, findings=(finding,)), RUN, cached=False))


def test_a_result_without_findings_is_valid() -> None:
    """A file that could not be read gives a valid line too."""
    VALIDATOR.validate(to_json(result_of(findings=(), outcome=Outcome.UNREADABLE), RUN, cached=False))


@pytest.mark.parametrize(
    "change",
    [
        {"attempt": 0},
        {"outcome": "splendid"},
        {"sha256": "0"},
        {"more": 1},
        {"score": {"earned": -1}},
        {"exercise": "a"},
    ],
    ids=str,
)
def test_the_schema_refuses_what_is_not_a_result(change: dict[str, Any]) -> None:
    """A value out of range, an unknown word and an unknown field are each refused."""
    document = to_json(result_of(), RUN, cached=False)
    with pytest.raises(ValidationError):
        VALIDATOR.validate(document | change)


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_the_schema_misses_what_is_missing(key: str) -> None:
    """Every field is required."""
    document = to_json(result_of(), RUN, cached=False)
    del document[key]
    with pytest.raises(ValidationError, match="required"):
        VALIDATOR.validate(document)


def test_every_property_is_described() -> None:
    """The schema says of each field what it means, or refers to what says it."""
    objects = [
        SCHEMA,
        SCHEMA["properties"]["run"],
        SCHEMA["properties"]["diagnoses"]["items"],
        SCHEMA["$defs"]["finding"],
    ]
    properties = [one for each in objects for one in each["properties"].values()]
    assert all(one.get("description") or "$ref" in one for one in properties)


def test_a_result_is_one_valid_line() -> None:
    """Whatever is in a name, a line feed ends the line and is nowhere else in it."""
    for learner in ("b", "a\u2028\n", "\r\n"):
        (line, rest) = line_of(entry_of(result_of(learner))).split(b"\n")
        assert rest == b""
        VALIDATOR.validate(json.loads(line))


def test_grading_again_gives_the_same_lines(tmp_path: Path) -> None:
    """Two gradebooks of the same findings differ in each line's `run` and in nothing else."""
    for name, wall_s in (("one", 1.0), ("two", 2.0)):
        with Gradebook.open(tmp_path / name / "gradebook.sqlite") as book:
            entry = replace(entry_of(result_of()), run=replace(RUN, wall_s=wall_s), cached=wall_s > 1)
            book.record(entry)
            (tmp_path / name / "results.jsonl").write_bytes(b"".join(map(line_of, book.entries())))
    one, two = tmp_path / "one" / "results.jsonl", tmp_path / "two" / "results.jsonl"
    assert one.read_bytes() != two.read_bytes()
    assert without_run(one) == without_run(two)
