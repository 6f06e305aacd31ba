"""Results and runs as a cohort really hands them in, and the pages made of them."""

import base64
import struct
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from grader.course import Course, Lesson
from grader.course.hand_in import HandInAdvice
from grader.evidence import Array, Evidence, History, Tensor
from grader.gradebook import Decision, DecisionKind
from grader.gradebook.marks.aggregate import marks_of
from grader.gradebook.marks.clock import Period
from grader.gradebook.marks.hand_in_rules import conceal
from grader.gradebook.marks.policy import AttemptRule, LatePenalty, Policy
from grader.gradebook.marks.records import AssignedExercise, Assignment, Assignments, CourseMark
from grader.gradebook.streams import AttemptScore, LearnerScores
from grader.insight.records import (
    Alarm,
    Bar,
    Cluster,
    CriterionInsight,
    ExerciseInsight,
    Insight,
    Interval,
    LearnerGroup,
    LineRange,
    Passage,
    Quantiles,
    SimilarityReport,
    SimilarPair,
)
from grader.model import (
    CellError,
    CellRun,
    Criterion,
    Diagnosis,
    Exercise,
    Finding,
    Outcome,
    Output,
    Result,
    Run,
    Score,
    Submission,
    Trust,
    Verdict,
)
from grader.sandbox.limits import Limits
from grader.source.highlight import highlight
from grader.storage.folder import Problem
from reports.cohort import DRAWN, CohortPage
from reports.home import HomePage, home_page
from reports.links import trail_of
from reports.mark import mark_view
from reports.submission import Standing, SubmissionPage, progress, submission_page
from tests.cohort_pages import CohortPages, draw_cohort

PASS, FAIL, SKIP, ERROR = Verdict.PASS, Verdict.FAIL, Verdict.SKIP, Verdict.ERROR
WHEN = datetime(2026, 3, 9, 14, 5, tzinfo=UTC)
REFERENCE_VALUE = 0.10678572
HOSTILE = "<script>document.title='owned'</script>\"'><img src=x onerror=\"document.title='owned'\">"
RIGHT_TO_LEFT = "נועה כהן"
HINTS = (
    "Look at what goes into the second layer.",
    "The hidden layer has an activation of its own, before `W2` is applied.",
    "Apply `activation` twice: once to `features @ W1 + B1`, once to the result times `W2` plus `B2`.",
)

Judged = tuple[Verdict, str, str, str]
"""Verdict, message, expected, actual."""


def criterion(name: str, title: str, points: int = 1, *, of: str = "output", hidden: bool = False) -> Criterion:
    return Criterion(
        id=name, title=title, check="tensor_values", params={"of": of}, points=points, hints=HINTS, hidden=hidden
    )


def exercise(name: str, title: str, *rubric: Criterion) -> Exercise:
    return Exercise(
        id=name,
        title=title,
        minutes=10,
        rubric=rubric,
        limits=Limits(),
        stub=Path("s"),
        reference=Path("r"),
        digest="d",
    )


TWO_LAYERS = exercise(
    "06_multi_layer/two_layers",
    "A network with a hidden layer",
    criterion("shape", "The output has one row and one column"),
    criterion("value", "The output has the right value", 3),
    criterion("other_inputs", "It is right for other inputs too", 2),
    criterion("seed", "The seed is the one that was given", hidden=True),
)
SEQUENTIAL = exercise(
    "11_keras/sequential",
    "A network in Keras",
    criterion("model", "There is a model called my_model_1", of="my_model_1"),
    criterion("layers", "Its layers are the right ones, in the right order", 4, of="my_model_1"),
    criterion("parameters", "It has 109,386 parameters", 2, of="my_model_1"),
)
TRAIN = exercise(
    "18_training/train",
    "Training a network on MNIST",
    criterion("epochs", "It was trained for five epochs", of="history"),
    criterion("loss", "The loss falls", of="history"),
    criterion("accuracy", "It reads digits that it has never seen", 4, of="my_model"),
)
COURSE = (TWO_LAYERS, SEQUENTIAL, TRAIN)


def _findings(made: Exercise, judged: Sequence[Judged], reported: Sequence[str]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            verdict=verdict,
            message=message,
            expected=expected,
            actual=actual,
            trust=Trust.REPORTED if made_of.id in reported else Trust.VERIFIED,
            criterion=made_of.id,
            title=made_of.title,
            hints=() if verdict is PASS else made_of.hints,
            earned=made_of.points if verdict is PASS else 0,
            possible=made_of.points,
            hidden=made_of.hidden,
        )
        for made_of, (verdict, message, expected, actual) in zip(made.rubric, judged, strict=False)
    )


def result(
    made: Exercise,
    judged: Sequence[Judged],
    *,
    outcome: Outcome = Outcome.OK,
    reported: Sequence[str] = (),
) -> Result:
    findings = _findings(made, judged, reported)
    return Result(
        submission=Submission(
            learner="amara.okafor",
            exercise=made.id,
            attempt=2,
            path=Path("two_layers.ipynb"),
            sha256="6c7a1f0e93b2" * 5,
            received=WHEN,
        ),
        run_key="k",
        outcome=outcome,
        attempted=True,
        findings=findings,
        score=Score(
            earned=sum(finding.earned for finding in findings),
            possible=sum(finding.possible for finding in findings),
            unscored=sum(finding.possible for finding in findings if finding.verdict is ERROR),
        ),
        grader_version="0.1.0",
        graded=WHEN,
    )


def handed_in(made: Result, learner: str, attempt: int = 2) -> Result:
    return replace(made, submission=replace(made.submission, learner=learner, attempt=attempt))


def run(*cells: CellRun, outcome: Outcome = Outcome.OK, evidence: Evidence | None = None, message: str = "") -> Run:
    seen = evidence or Evidence(version=1, seen={}, names={})
    return Run(
        key="k",
        outcome=outcome,
        cells=tuple(replace(cell, coloured=highlight(cell.source)) for cell in cells),
        evidence=seen,
        wall_s=1.31,
        cpu_s=0.94,
        peak_mib=212.4,
        message=message,
    )


def png(width: int = 240, height: int = 120) -> str:
    """A grey gradient, in base64."""
    rows = b"".join(b"\0" + bytes(255 * x // width for x in range(width)) for _ in range(height))
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (*chunks, (b"IEND", b""))
    )
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()


def history(**series: Sequence[float]) -> Evidence:
    arrays = {name: Array.from_values(np.asarray(values, dtype=np.float64)) for name, values in series.items()}
    return Evidence(version=1, seen={"history": History(series=arrays)}, names={})


IMPORTS = CellRun(source="import numpy as np\nimport tensorflow as tf\n\ntf.random.set_seed(7)", wall_s=0.02)
GIVEN = CellRun(
    source=(
        "features = tf.random.normal((1, 3))\n\n"
        "# Two layers: three inputs, two hidden units, one output\n"
        "W1 = tf.random.normal((3, 2))\nW2 = tf.random.normal((2, 1))\n"
        "B1, B2 = tf.random.normal((1, 2)), tf.random.normal((1, 1))\n\n"
        "def activation(x):\n"
        '    """The sigmoid of x."""\n'
        "    return 1 / (1 + tf.exp(-x))"
    ),
    wall_s=0.004,
)
OUTPUT = CellRun(
    source="hidden = features @ W1 + B1\noutput = activation(hidden @ W2 + B2)\nprint(output)",
    outputs=(
        Output(kind="stderr", text="I0000 00:00:1 cpu_feature_guard.cc:210] This TensorFlow binary is optimized\n" * 4),
        Output(kind="stdout", text="tf.Tensor([[0.3628"),
        Output(kind="stdout", text="6554]], shape=(1, 1), dtype=float32)\n"),
    ),
    answer=True,
    wall_s=0.12,
)
TRACEBACK = """\
---------------------------------------------------------------------------
InvalidArgumentError                      Traceback (most recent call last)
Cell In[3], line 2
      1 hidden = features @ W1 + B1
----> 2 output = activation(hidden @ W1 + B2)

File /opt/env/lib/python3.11/site-packages/tensorflow/python/util/traceback_utils.py:153, in filter_traceback(*args)
    151 except Exception as e:
--> 153   raise e.with_traceback(filtered_tb) from None

File /opt/env/lib/python3.11/site-packages/tensorflow/python/framework/ops.py:6006, in raise_from_not_ok_status(e)
-> 6006   raise core._status_to_exception(e) from None

InvalidArgumentError: Matrix size-incompatible: In[0]: [1,2], In[1]: [3,2]
"""
RAISED = CellRun(
    source="hidden = features @ W1 + B1\noutput = activation(hidden @ W1 + B2)\nprint(output)",
    error=CellError(
        name="InvalidArgumentError",
        message="Matrix size-incompatible: In[0]: [1,2], In[1]: [3,2]",
        traceback=TRACEBACK,
        line=2,
    ),
    answer=True,
)
MODEL = CellRun(
    source=(
        "my_model_1 = tf.keras.Sequential([\n    tf.keras.Input((28, 28, 1)),\n    tf.keras.layers.Flatten(),\n"
        "    tf.keras.layers.Dense(128, activation='relu'),\n    tf.keras.layers.Dense(64),\n"
        "    tf.keras.layers.Dense(10, activation='softmax'),\n])\nmy_model_1.summary()"
    ),
    outputs=(
        Output(kind="stdout", text="\n".join(f"layer {n:<3} (Dense)      (None, {n})" for n in range(40))),
        Output(kind="text", text="<Sequential name=sequential, built=True>"),
    ),
    answer=True,
    wall_s=0.3,
)
LAYERS = "1. Flatten\n2. Dense(128, relu)\n3. Dense(64, relu)\n4. Dense(10, softmax)"
LOOP = CellRun(source="while True:\n    output = activation(output)", answer=True, state="interrupted", wall_s=30.0)
FITTED = CellRun(
    source="history = my_model.fit(training_batches, epochs=5, validation_data=validation_batches)",
    outputs=(
        Output(kind="stdout", text="Epoch 1/5\n\r\x1b[1m  1/750\x1b[0m 3:20 - loss: 2.3\r\x1b[1m750/750\x1b[0m 2s\n"),
        Output(kind="png", text=png()),
        Output(kind="png", text="bm8gcGljdHVyZQ=="),
    ),
    answer=True,
    wall_s=11.2,
)
FELL = history(
    loss=[0.612, 0.301, 0.238, 0.201, 0.177],
    accuracy=[0.812, 0.905, 0.931, 0.942, 0.950],
    val_loss=[0.402, 0.311, 0.297, 0.301, 0.322],
    val_accuracy=[0.871, 0.902, 0.911, 0.913, 0.909],
)
HOSTILE_CELL = CellRun(
    source=f"x = '''{HOSTILE}'''  # {HOSTILE}\n</code></pre>{HOSTILE}\naccess = 'user'  # \u202e'nimda'\u2066",
    outputs=(
        Output(kind="stdout", text=f"</pre>{HOSTILE}\x1b[31mred\x1b[0m\x1b]0;title\x07\n\x00\ud800 \u202egnp.exe\n"),
        Output(kind="stderr", text=HOSTILE),
        Output(kind="text", text=HOSTILE),
        Output(kind="png", text=f'" onload="alert(1)"{HOSTILE}'),
    ),
    error=CellError(name=HOSTILE, message=HOSTILE, traceback=f"Cell In[1], line 1\n{HOSTILE}", line=1),
    answer=True,
)

Sample = tuple[Result, Run, Exercise]
RIGHT_SHAPE = (PASS, "`output` has shape (1, 1).", "(1, 1)", "(1, 1)")
SAMPLES: Mapping[str, Sample] = {
    "wrong_value": (
        result(
            TWO_LAYERS,
            (
                RIGHT_SHAPE,
                (
                    FAIL,
                    "`output` differs in 1 of 1 values, first at (0, 0): by at most 0.256 and at most 239.8 %.",
                    "float32 (1, 1)",
                    "1 of 1 values differ",
                ),
                (SKIP, "Judged once 'The output has the right value' passes.", "", ""),
            ),
        ),
        run(IMPORTS, GIVEN, OUTPUT),
        TWO_LAYERS,
    ),
    "raised": (
        result(
            TWO_LAYERS,
            (
                (
                    FAIL,
                    "`output` is not defined; there is a tensor called `hidden`. Cell 3 raised InvalidArgumentError.",
                    "a tensor",
                    "not defined",
                ),
                (SKIP, "Judged once 'The output has one row and one column' passes.", "", ""),
                (SKIP, "Judged once 'The output has one row and one column' passes.", "", ""),
                (FAIL, "This hidden criterion is not met.", "", ""),
            ),
            outcome=Outcome.RAISED,
        ),
        run(IMPORTS, GIVEN, RAISED, outcome=Outcome.RAISED, message="Cell 3 raised InvalidArgumentError."),
        TWO_LAYERS,
    ),
    "wrong_layers": (
        result(
            SEQUENTIAL,
            (
                (PASS, "There is a model called `my_model_1`.", "a model", "a model"),
                (
                    FAIL,
                    "Layer 3 departs: Dense(64, relu) expected, Dense(64) found.",
                    LAYERS,
                    LAYERS.replace("64, relu", "64"),
                ),
                (PASS, "It has 109,386 parameters.", "109386", "109386"),
            ),
            reported=("layers", "model"),
        ),
        run(IMPORTS, MODEL),
        SEQUENTIAL,
    ),
    "timed_out": (
        result(
            TWO_LAYERS,
            (
                RIGHT_SHAPE,
                (FAIL, "`output` differs in 1 of 1 values, first at (0, 0): by at most 0.4.", "float32 (1, 1)", "0.5"),
                (ERROR, "An error in the grader kept this from being judged. You lose no points.", "", ""),
                (PASS, "This hidden criterion is met.", "", ""),
            ),
            outcome=Outcome.TIMED_OUT,
        ),
        run(
            IMPORTS,
            GIVEN,
            OUTPUT,
            LOOP,
            outcome=Outcome.TIMED_OUT,
            message="Cell 4 was stopped after 30 seconds: it never ends, or does far more work than this needs.",
        ),
        TWO_LAYERS,
    ),
    "died": (
        result(SEQUENTIAL, ((FAIL, "The run ended before this could be seen.", "", ""),) * 3, outcome=Outcome.CRASHED),
        run(
            IMPORTS,
            CellRun(source="import os\nos._exit(1)", answer=True, state="died"),
            CellRun(source="print('later')", state="not_run"),
            outcome=Outcome.CRASHED,
            message="Cell 2 ended the kernel.",
        ),
        SEQUENTIAL,
    ),
    "trained": (
        handed_in(
            result(
                TRAIN,
                (
                    (PASS, "`history` has 5 epochs.", "5 epochs", "5 epochs"),
                    (PASS, "The loss falls: from 0.612 to 0.177.", "", ""),
                    (PASS, "`my_model` reads 94.8 % of the images.", "at least 92 %", "94.8 %"),
                ),
                reported=("epochs", "loss"),
            ),
            "Zoë Müller-Ångström",
            attempt=1,
        ),
        run(IMPORTS, FITTED, evidence=FELL),
        TRAIN,
    ),
    "not_attempted": (
        replace(
            result(TWO_LAYERS, ((SKIP, "Not attempted: the blank is unchanged.", "", ""),) * 4),
            attempted=False,
        ),
        run(IMPORTS, GIVEN, CellRun(source="output = ...")),
        TWO_LAYERS,
    ),
    "unreadable": (
        result(
            TWO_LAYERS, ((FAIL, "The run ended before this could be seen.", "", ""),) * 4, outcome=Outcome.UNREADABLE
        ),
        run(outcome=Outcome.UNREADABLE, message="The notebook ends in the middle, at line 120."),
        TWO_LAYERS,
    ),
    "ours": (
        result(TWO_LAYERS, ((ERROR, "Our check failed.", "", ""),) * 4, outcome=Outcome.INTERNAL),
        run(outcome=Outcome.INTERNAL),
        TWO_LAYERS,
    ),
    "hostile": (
        handed_in(
            result(
                TWO_LAYERS,
                (
                    (FAIL, HOSTILE + " `" + HOSTILE + "` \u202e", HOSTILE + "\n" + HOSTILE, HOSTILE + "\n1"),
                    (FAIL, "\ud800\x00\x1b[31m", HOSTILE, HOSTILE),
                    (PASS, HOSTILE, "", ""),
                ),
                outcome=Outcome.RAISED,
            ),
            HOSTILE + RIGHT_TO_LEFT + "\u202e" + "x" * 200,
        ),
        run(
            HOSTILE_CELL,
            outcome=Outcome.RAISED,
            message=HOSTILE,
            evidence=history(**{HOSTILE: [1.0, float("nan"), 1e308, -1e308], "val_" + HOSTILE: [2.0]}),
        ),
        TWO_LAYERS,
    ),
}
REFERENCE = Run(
    key="reference",
    outcome=Outcome.OK,
    cells=(CellRun(source="output = activation(activation(features @ W1 + B1) @ W2 + B2)  # THE ANSWER"),),
    evidence=Evidence(
        version=1,
        seen={
            "output": Tensor(kind="tensor", array=Array.from_values(np.array([[REFERENCE_VALUE]], dtype=np.float32))),
            "history": History(
                series={
                    "loss": Array.from_values(np.array([0.59, 0.29, 0.22, 0.18, 0.15])),
                    "accuracy": Array.from_values(np.array([0.82, 0.91, 0.935, 0.947, 0.956])),
                    "sealed": Array.from_values(np.array([0.4242])),
                }
            ),
        },
        names={},
    ),
)


LESSONS = {"06_multi_layer": "lesson 6, Multi-layer", "18_training": "lesson 18, Training the model"}
"""What people call the lessons of two of the exercises; of the third the course has none."""


@pytest.fixture(scope="session")
def samples() -> Mapping[str, Sample]:
    """One submission of each kind: its result, its run and its exercise."""
    return SAMPLES


@pytest.fixture(scope="session")
def reference() -> Run:
    """The reference's run: a value and a source that no page may show, and a curve that one may."""
    return REFERENCE


HAND_IN = WHEN + timedelta(days=1, hours=2)
LATE = LatePenalty(loses=Fraction(1, 10), each=Period(days=1, words="1 day"))
ASSIGNMENT = Assignment(
    id="by-hand",
    title="A network written by hand",
    parts=tuple(
        AssignedExercise(exercise=made.id, weight=Fraction(made.points), points=made.points) for made in COURSE
    ),
    weight=Fraction(20),
    due=WHEN,
    policy=Policy(attempts=AttemptRule.BEST, late=LATE),
)
ASSIGNMENTS = Assignments(every=(ASSIGNMENT,), zone=UTC)


EXCUSE = Decision(
    learner="yuki", exercise=SEQUENTIAL.id, kind=DecisionKind.EXCUSED, value=1, who="ada", when=WHEN, why="ill"
)


def scores(learner: str) -> LearnerScores:
    """Two attempts at one exercise, the better one late; another exercise excused, with a reason that is hostile."""
    attempts = [
        AttemptScore(learner, TWO_LAYERS.id, 1, WHEN, WHEN, 2, 7, 0),
        AttemptScore(learner, TWO_LAYERS.id, 2, HAND_IN, HAND_IN, 6, 7, 0),
        AttemptScore(learner, TRAIN.id, 1, WHEN, WHEN, 6, 6, 0),
    ]
    override = Decision(
        learner=learner, exercise=TRAIN.id, kind=DecisionKind.OVERRIDE, value=5, automatic=6, who="ada", when=WHEN,
        why=f"copied {HOSTILE}",
    )  # fmt: skip
    excuse = replace(override, exercise=SEQUENTIAL.id, kind=DecisionKind.EXCUSED, value=1, why="ill")
    return LearnerScores(learner=learner, attempts=attempts, decisions=[override, excuse], criteria={})


def course_mark(learner: str) -> CourseMark:
    """What comes of that."""
    return marks_of(scores(learner), ASSIGNMENTS, now=HAND_IN)


def standing_of(exercise: Exercise, learner: str, attempt: int) -> Standing:
    """What a gradebook says around that attempt of two."""
    mark = next(one for one in course_mark(learner).exercises() if one.exercise == exercise.id)
    trail = trail_of(
        learner=learner,
        exercise=exercise.id,
        attempt=attempt,
        attempts=(1, 2),
        course=[made.id for made in COURSE],
        handed_in={TWO_LAYERS.id, TRAIN.id},
        title=lambda name: next(made.title for made in COURSE if made.id == name),
    )
    raised, _, _ = SAMPLES["raised"]
    before, after = SAMPLES["raised"][1], SAMPLES["wrong_value"][1]
    return Standing(
        mark=mark_view(mark, ASSIGNMENT, UTC),
        trail=trail,
        progress=progress(handed_in(raised, learner, 1), before, SAMPLES["wrong_value"][0], after),
    )


LONG = "x" * 300
DIAGNOSIS = Diagnosis(
    rule="no_activation",
    message="It looks as if the hidden layer has no activation: `hidden`.",
    where="`hidden`",
    lesson="06_multi_layer",
    hints=HINTS,
)


def learner_pages() -> dict[str, SubmissionPage]:
    """The page of each sample, and of one with all that a gradebook adds, for three kinds of names."""
    advice = HandInAdvice(aim=f"To hand it in to {HOSTILE}", copied=f"grader submit '{HOSTILE}.ipynb'", by_command=True)
    found = {name: submission_page(*sample, REFERENCE, lessons=LESSONS) for name, sample in SAMPLES.items()}
    found["hostile"] = replace(found["hostile"], hand_in=advice)
    made, ran, exercise = SAMPLES["wrong_value"]
    for name, learner in (("standing", "amara.okafor"), ("right_to_left", RIGHT_TO_LEFT), ("long", LONG)):
        result = replace(handed_in(made, learner), diagnoses=(DIAGNOSIS,))
        result = replace(result, submission=replace(result.submission, received=HAND_IN), graded=HAND_IN)
        standing = standing_of(exercise, learner, 2)
        found[name] = submission_page(result, ran, exercise, REFERENCE, lessons=LESSONS, standing=standing)
    made, ran, exercise = SAMPLES["trained"]
    standing = standing_of(exercise, "amara.okafor", 1)
    found["decided"] = submission_page(made, ran, exercise, REFERENCE, lessons=LESSONS, standing=standing)
    return found


def home_pages() -> dict[str, HomePage]:
    """A learner's own page, with something in every state, for four kinds of names."""
    names = {"home": "amara.okafor", "home_rtl": RIGHT_TO_LEFT, "home_long": LONG, "home_hostile": f"{HOSTILE}\u202e"}
    return {name: home_page_of(learner) for name, learner in names.items()}


def home_page_of(learner: str, withheld: Collection[str] = ()) -> HomePage:
    """The own page of one learner; the feedback of some exercises waits."""
    wrong = replace(SAMPLES["wrong_value"][0], diagnoses=(DIAGNOSIS,))
    results = [handed_in(wrong, learner, 1), handed_in(wrong, learner, 2), handed_in(SAMPLES["trained"][0], learner, 1)]
    course = Course(
        root=Path("course"),
        title="Deep Learning with TensorFlow",
        lessons=tuple(
            Lesson(id=made.id.partition("/")[0], title=made.title, sections=(number,), exercises=(made.id,))
            for number, made in enumerate(COURSE, start=6)
        ),
        outline=None,
        unpractised=(),
        data="small",
        preload=(),
    )
    return home_page(
        course=course,
        exercises={made.id: made for made in COURSE},
        assignments=ASSIGNMENTS,
        mark=marks_of(conceal(scores(learner), withheld), ASSIGNMENTS, now=HAND_IN),
        results=results,
        withheld=dict.fromkeys(withheld, "after Friday"),
    )


@pytest.fixture(scope="session")
def pages() -> Mapping[str, SubmissionPage]:
    """The page of each sample."""
    return learner_pages()


@pytest.fixture(scope="session")
def homes() -> Mapping[str, HomePage]:
    """Learners' own pages."""
    return home_pages()


NAMES = (
    "amara.okafor", "Zoë Müller-Ångström", RIGHT_TO_LEFT, "li-wei", "王小明", "../../etc/passwd", "o'brien",
    "Ada Lovelace", "ada lovelace", "x" * 300, "sam", "noor", "tomás", "yuki", "priya", "chidi", "ines", "olu",
    HOSTILE,
)  # fmt: skip


def cohort_results() -> list[Result]:
    """Results of every state, more of them right than wrong, some not handed in; `sam` handed one in twice."""
    right = {made.id: result(made, ((PASS, "", "", ""),) * len(made.rubric)) for made in COURSE}
    kinds = {
        made.id: [one for one, _, of in SAMPLES.values() if of is made and len(one.findings) == len(made.rubric)]
        for made in COURSE
    }
    results = []
    for place, name in enumerate(NAMES):
        for number, made in enumerate(COURSE):
            turn = (5 * place + 3 * number) % 7
            wrong = kinds[made.id][place % len(kinds[made.id])]
            if turn and name != "sam":
                results.append(handed_in(right[made.id] if turn % 2 else wrong, name))
    wrong_then_right = (result(TWO_LAYERS, ((verdict, "", "", ""),) * 4) for verdict in (PASS, FAIL))
    return [*results, *(handed_in(one, "sam", attempt) for one, attempt in zip(wrong_then_right, (2, 1), strict=True))]


PROBLEMS = (
    Problem(path=Path("noor/06_multi_layer/two_layer.ipynb"), reason="no exercise of this name", nearest="two_layers"),
    Problem(path=Path(f"{'y' * 120}/{HOSTILE.replace('/', '_')}\udcff.py"), reason="is not in a lesson's folder"),
)

HOSTILE_LINES = f"{HOSTILE}\n\ud800\u202e{'w' * 160}"
INSIGHT = Insight(
    version=1,
    learners=120,
    false_alarms=0.001,
    exercises=(
        ExerciseInsight(
            exercise=TWO_LAYERS.id,
            handed_in=120,
            attempted=115,
            unscored=1,
            points=(Bar(label="all points", count=60),),
            share=Quantiles(least=0.0, p25=0.3, median=0.5, p75=1.0, p90=1.0, most=1.0),
            wall_s=Quantiles(least=0.4, p25=0.5, median=0.6, p75=0.9, p90=2.1, most=30.0),
            cpu_s=None,
            outcomes={Outcome.OK: 110, Outcome.TIMED_OUT: 10},
            attempts={1: 100, 2: 20},
            criteria=(
                CriterionInsight(
                    criterion="shape",
                    title="The output has `one` row",
                    hidden=False,
                    passed=100,
                    failed=15,
                    skipped=0,
                    errors=0,
                    difficulty=Interval(value=0.87, low=0.8, high=0.92),
                    discrimination=Interval(value=0.42, low=0.26, high=0.56),
                    too_few=None,
                    alarm=None,
                ),
                CriterionInsight(
                    criterion="value",
                    title=HOSTILE,
                    hidden=True,
                    passed=60,
                    failed=40,
                    skipped=15,
                    errors=2,
                    difficulty=Interval(value=0.52, low=0.43, high=0.61),
                    discrimination=Interval(value=-0.61, low=-0.71, high=-0.49),
                    too_few=None,
                    alarm=Alarm(
                        kind="reversed",
                        strong=LearnerGroup(judged=31, passed=4),
                        others=LearnerGroup(judged=69, passed=56),
                        chance=1e-9,
                    ),
                ),
                CriterionInsight(
                    criterion="seed",
                    title="The seed is the one that was given",
                    hidden=False,
                    passed=0,
                    failed=0,
                    skipped=0,
                    errors=3,
                    difficulty=None,
                    discrimination=None,
                    too_few="Too few learners: 0 were judged who attempted another exercise, and 20 are needed.",
                    alarm=None,
                ),
            ),
            clusters=(
                Cluster(
                    criterion="value",
                    title="The output has the right value",
                    rule="no_activation",
                    message="`output` differs in # of # values",
                    size=23,
                    example="`output` differs in 1 of 1 values, first at (0, 0): by at most 0.256 and at most 239.8 %.",
                    learners=NAMES,
                ),
                Cluster(
                    criterion="shape",
                    title=HOSTILE,
                    rule=None,
                    message=HOSTILE,
                    size=2,
                    example=HOSTILE_LINES,
                    learners=NAMES[-2:],
                ),
            ),
            clusters_more=4,
            compared=SimilarityReport(
                submissions=70,
                short=40,
                unreadable=5,
                alike=(
                    SimilarPair(
                        learners=("sam", NAMES[-1]),
                        size=2,
                        similarity=0.93,
                        tokens=140,
                        passages=(
                            Passage(
                                left=LineRange(
                                    cell=3, first=1, last=2, text="h = act(x @ W1 + B1)\no = act(h @ W2 + B2)"
                                ),
                                right=LineRange(cell=4, first=2, last=3, text=HOSTILE_LINES),
                            ),
                        ),
                    ),
                ),
                more=3,
                digest="",
            ),
        ),
    ),
)
"""What results of a larger cohort tell, with all that a learner can put into it."""


@pytest.fixture(scope="session")
def insight() -> Insight:
    """What results of a larger cohort tell."""
    return INSIGHT


@pytest.fixture(scope="session")
def drawn() -> CohortPages:
    """The pages of a cohort with every state in it."""
    return draw_cohort(
        title="Deep Learning with TensorFlow",
        lessons=LESSONS,
        exercises=COURSE,
        results=cohort_results(),
        insight=INSIGHT,
        problems=PROBLEMS,
        decisions=[EXCUSE],
    )


@pytest.fixture(scope="session")
def cohort(drawn: CohortPages) -> CohortPage:
    """The first of them."""
    return drawn.cohort


@pytest.fixture(scope="session")
def large_ones() -> CohortPages:
    """The pages of a cohort that is too large to be drawn at once; the last learner is a hostile one."""
    return draw_cohort(
        title="A large one", lessons=LESSONS, exercises=COURSE, results=[*cohort_results(), *large_results()]
    )


@pytest.fixture(scope="session")
def large(large_ones: CohortPages) -> CohortPage:
    """The first page of that cohort."""
    return large_ones.cohort


@pytest.fixture(scope="session")
def broad() -> CohortPage:
    """The page of a cohort of as many exercises as the course has lessons, some of them worth many points."""
    every = [replace(TWO_LAYERS, id=f"{number:02}_lesson/e", title=f"Exercise number {number}") for number in range(32)]
    made = result(TWO_LAYERS, ((PASS, "", "", ""),) * 4)
    results = [
        replace(one, submission=replace(one.submission, exercise=exercise.id))
        for exercise in every
        for one in (handed_in(made, name) for name in NAMES)
    ]
    return draw_cohort(title="A broad one", exercises=every, results=results).cohort


def large_results() -> list[Result]:
    """Of more learners than a page draws rows."""
    right = {made.id: result(made, ((PASS, "", "", ""),) * len(made.rubric)) for made in COURSE}
    names = [*(f"learner {number:03}" for number in range(2 * DRAWN)), f"\N{DOLPHIN}{HOSTILE}\u202e"]
    return [
        handed_in(right[made.id], name)
        for place, name in enumerate(names)
        for number, made in enumerate(COURSE)
        if (place + number) % 4
    ]
