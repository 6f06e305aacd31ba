"""The statistics of exercises and criteria are those that a loop over the gradebook's results counts."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from grader.gradebook import Entry, Gradebook, streams
from grader.insight.columns import UNIT, UPPER_SHARE, abilities, collect_columns
from grader.insight.criteria import LEAST_JUDGED
from grader.insight.exercises import exercises
from grader.insight.records import ExerciseInsight
from grader.model import Outcome, Verdict

Made = Callable[..., Entry]
Recorded = Callable[[Sequence[Entry]], Gradebook]
EXERCISES = ("01_a/a", "01_a/b", "02_b/c", "02_b/d")


def cohort(made: Made, seed: int) -> list[Entry]:
    """Results of all kinds: several attempts, none, unscored ones, not attempted ones, one exercise alone."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    entries = []
    for learner in range(90):
        for exercise in EXERCISES:
            for attempt in range(1, chance.randrange(0, 4)):
                verdicts = "".join(chance.choices("pfse", (6, 3, 2, 0.3), k=3))
                attempted = chance.random() < 0.9
                entries.append(made(f"l{learner}", exercise, verdicts, attempt=attempt, attempted=attempted))
    return entries


def latest(entries: Sequence[Entry]) -> list[Entry]:
    """The last of each learner and exercise."""
    last = {(one.result.submission.learner, one.result.submission.exercise): one for one in entries}
    return list(last.values())


def insights_of(book: Gradebook, names: Sequence[str] = EXERCISES) -> dict[str, ExerciseInsight]:
    with streams.snapshot(book) as connection:
        return {one.exercise: one for one in exercises(connection, names, lambda *_: None, {})}


def loop_strengths(entries: Sequence[Entry]) -> dict[tuple[str, str], int]:
    """Exercise and learner to the mean gap at the learner's other exercises, in millionths, as documented."""
    shares: dict[str, dict[str, int]] = defaultdict(dict)
    for one in entries:
        score = one.result.score
        if one.result.attempted and not score.unscored:
            submission = one.result.submission
            shares[submission.exercise][submission.learner] = UNIT * score.earned // score.possible
    gaps: dict[str, dict[str, int]] = defaultdict(dict)
    for exercise, found in shares.items():
        mean = sum(found.values()) // len(found)
        for learner, share in found.items():
            gaps[learner][exercise] = share - mean
    return {
        (exercise, learner): (sum(mine.values()) - gap) // (len(mine) - 1)
        for learner, mine in gaps.items()
        if len(mine) > 1
        for exercise, gap in mine.items()
    }


@pytest.mark.parametrize("seed", range(5))
def test_verdicts_are_counted_as_a_loop_counts_them(recorded: Recorded, entry: Made, seed: int) -> None:
    """The last result of the last attempt alone, of attempted ones, errors and skips distinguished."""
    entries = cohort(entry, seed)
    expected: Counter[tuple[str, str, Verdict]] = Counter(
        (one.result.submission.exercise, finding.criterion, finding.verdict)
        for one in latest(entries)
        if one.result.attempted
        for finding in one.result.findings
    )
    found = {
        (exercise, item.criterion, verdict): count
        for exercise, one in insights_of(recorded(entries)).items()
        for item in one.criteria
        for verdict, count in zip(Verdict, (item.passed, item.failed, item.skipped, item.errors), strict=True)
        if count
    }

    assert found == dict(expected)


@pytest.mark.parametrize("seed", range(5))
def test_strength_is_what_a_loop_finds(recorded: Recorded, entry: Made, seed: int) -> None:
    """At the other exercises alone, known only where there are any, and strong are the first 27 %, ties included."""
    entries = latest(cohort(entry, seed))
    expected = loop_strengths(entries)
    with streams.snapshot(recorded(entries)) as connection:
        rows = list(streams.result_rows(connection))
    found = collect_columns(rows, EXERCISES)
    order = {name: [row.learner for row in rows if row.exercise == name] for name in EXERCISES}

    for name, strength in abilities(found).items():
        mine = {learner: expected.get((name, learner)) for learner in order[name]}
        known = [value for value in mine.values() if value is not None]
        assert [value is not None for value in mine.values()] == strength.known.tolist()
        assert [value or 0 for value in mine.values()] == strength.value.tolist()
        assert strength.upper.tolist() == [
            value is not None and sum(other > value for other in known) < UPPER_SHARE * (len(known) - 1)
            for value in mine.values()
        ]


@pytest.mark.parametrize("seed", range(3))
def test_discrimination_is_numpys(recorded: Recorded, entry: Made, seed: int) -> None:
    """Of those whom the criterion passed or failed and whose strength is known."""
    entries = latest(cohort(entry, seed))
    strong_at = loop_strengths(entries)
    compared = 0
    for exercise, one in insights_of(recorded(entries)).items():
        for item in one.criteria:
            pairs = [
                (finding.verdict is Verdict.PASS, strong_at[place])
                for result in (entry.result for entry in entries if entry.result.submission.exercise == exercise)
                for finding in result.findings
                if result.attempted and finding.criterion == item.criterion
                if finding.verdict in {Verdict.PASS, Verdict.FAIL}
                if (place := (exercise, result.submission.learner)) in strong_at
            ]
            if item.discrimination:
                compared += 1
                assert item.discrimination.value == pytest.approx(np.corrcoef(np.array(pairs, float).T)[0, 1])
            else:
                assert item.too_few is not None
                assert len(pairs) < LEAST_JUDGED or "Too few differences" in item.too_few
    assert compared


def test_a_regrade_replaces_what_it_regrades(recorded: Recorded, entry: Made) -> None:
    """Of two results of one attempt the later one counts, once."""
    book = recorded([entry("ada", "01_a/a", "f"), entry("ada", "01_a/a", "p")])
    (item,) = insights_of(book)["01_a/a"].criteria

    assert (item.passed, item.failed) == (1, 0)
    assert item.too_few == "Too few learners: 0 were judged who attempted another exercise, and 20 are needed."


def test_a_criterion_keeps_its_name_where_it_moves(recorded: Recorded, entry: Made) -> None:
    """Results by two versions of an exercise are counted together, by the criterion's id and not its place."""
    entries = [entry("ada", "01_a/a", "pf"), entry("bo", "01_a/a", "pf"), entry("cy", "01_a/a", "f", digest="new")]
    one = insights_of(recorded(entries))["01_a/a"]

    assert [(item.criterion, item.passed, item.failed) for item in one.criteria] == [("c1", 2, 1), ("c2", 0, 2)]
    assert [(cluster.criterion, cluster.size) for cluster in one.clusters] == [("c2", 2)]
    assert one.clusters_more == 1


def test_all_of_one_strength_are_not_a_reason(recorded: Recorded, entry: Made) -> None:
    """Where all did equally well elsewhere there is a sentence, no number, and no division by zero."""
    entries = [entry(f"l{n}", x, "p" if n % 2 or x == "01_a/b" else "f") for n in range(30) for x in EXERCISES[:2]]
    (item,) = insights_of(recorded(entries))["01_a/a"].criteria

    assert (item.discrimination, item.too_few) == (
        None,
        "Too few differences: all learners are equally strong elsewhere.",
    )


def test_the_first_failing_criterion_is_the_divergence(recorded: Recorded, entry: Made) -> None:
    """With the first diagnosis where there is one; whoever passes, or attempted nothing, diverges nowhere."""
    entries = [
        entry("ada", "01_a/a", "pff", rule="no_bias"),
        entry("al", "01_a/a", "pfp", rule="no_bias", message="It differs in 1 of 4 values."),
        entry("bo", "01_a/a", "ppp"),
        entry("cy", "01_a/a", "fff", attempted=False),
        entry("di", "01_a/a", "sfp"),
    ]
    one = insights_of(recorded(entries))["01_a/a"]
    (cluster,) = one.clusters

    assert (cluster.criterion, cluster.title, cluster.rule) == ("c2", "Claim 2", "no_bias")
    assert (cluster.learners, cluster.example) == (("ada", "al"), "It differs in 3 of 4 values.")
    assert one.clusters_more == 1


def test_facts_count_each_result_once(recorded: Recorded, entry: Made) -> None:
    """Points of attempted and scored results, times and outcomes of all; attempts as the last one numbers them."""
    entries = [
        entry("ada", "01_a/a", "fp"),
        entry("ada", "01_a/a", "pp", attempt=2, wall_s=3.0, outcome=Outcome.RAISED),
        entry("bo", "01_a/a", "pf"),
        entry("cy", "01_a/a", "pe"),
        entry("di", "01_a/a", "ss", attempted=False),
    ]
    one = insights_of(recorded(entries))["01_a/a"]

    assert (one.handed_in, one.attempted, one.unscored) == (4, 3, 1)
    assert (one.outcomes, one.attempts) == ({Outcome.OK: 3, Outcome.RAISED: 1}, {1: 3, 2: 1})
    assert {bar.label: bar.count for bar in one.points if bar.count} == {"30 to 39 %": 1, "all points": 1}
    assert one.wall_s is not None
    assert one.share is not None
    assert (one.wall_s.least, one.wall_s.most, one.share.most) == (1.0, 3.0, 1.0)


def test_exercises_come_in_the_courses_order(recorded: Recorded, entry: Made) -> None:
    """Those of the course that anything was handed in to, and no others."""
    book = recorded([entry("ada", name, "p") for name in ("01_a/a", "02_b/d", "99_gone/gone")])

    assert list(insights_of(book, ["02_b/d", "02_b/c", "01_a/a"])) == ["02_b/d", "01_a/a"]


def test_many_criteria_are_distinguished(recorded: Recorded, entry: Made) -> None:
    """As many as a whole number has bits; whatever comes after them is left out, and breaks nothing."""
    book = recorded([entry("ada", "01_a/a", "f" * 5 + "p" * (streams.MAX_CRITERIA - 5) + "f" * 10)])
    one = insights_of(book)["01_a/a"]

    assert len(one.criteria) == streams.MAX_CRITERIA
    assert [item.failed for item in one.criteria] == [1] * 5 + [0] * (streams.MAX_CRITERIA - 5)
