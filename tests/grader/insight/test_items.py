"""What the gradebook adds up in SQL is what a loop over its results adds up."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest

from grader.gradebook import Entry, Gradebook, items
from grader.gradebook.items import STRONG, UNIT
from grader.model import Verdict

Made = Callable[..., Entry]
Recorded = Callable[[Sequence[Entry]], Gradebook]
Key = tuple[str, str, Verdict, bool | None]


def cohort(made: Made, seed: int) -> list[Entry]:
    """Results of all kinds: several attempts, none, unscored ones, not attempted ones, one exercise alone."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    entries = []
    for learner in range(40):
        for exercise in ("01_a/a", "01_a/b", "02_b/c", "02_b/d"):
            for attempt in range(1, chance.randrange(0, 4)):
                verdicts = "".join(chance.choices("pfse", (6, 3, 2, 0.3), k=3))
                attempted = chance.random() < 0.9
                entries.append(made(f"l{learner}", exercise, verdicts, attempt=attempt, attempted=attempted))
    return entries


def latest(entries: Sequence[Entry]) -> list[Entry]:
    """The last of each learner and exercise."""
    last = {(one.result.submission.learner, one.result.submission.exercise): one for one in entries}
    return list(last.values())


def strengths(entries: Sequence[Entry]) -> dict[tuple[str, str], int]:
    """Learner and exercise to the mean gap at the learner's other exercises, in millionths, as documented."""
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
        (learner, exercise): int(Fraction(sum(mine.values()) - gap, len(mine) - 1))
        for learner, mine in gaps.items()
        if len(mine) > 1
        for exercise, gap in mine.items()
    }


def expected(entries: Sequence[Entry]) -> dict[Key, tuple[int, int, int, int]]:
    """What `items` is to count, by a loop over every finding."""
    strong_at = strengths(entries)
    counted: dict[Key, tuple[int, int, int, int]] = defaultdict(lambda: (0, 0, 0, 0))
    for one in entries:
        place = one.result.submission.learner, one.result.submission.exercise
        if not one.result.attempted:
            continue
        mine = strong_at.get(place)
        among = [value for (_, exercise), value in strong_at.items() if exercise == place[1]]
        strong = None if mine is None else is_strong(mine, among)
        for finding in one.result.findings:
            key = (place[1], finding.criterion, finding.verdict, strong)
            size, earned, total, squares = counted[key]
            found = mine or 0
            counted[key] = (size + 1, earned + finding.earned, total + found, squares + found * found)
    return dict(counted)


def is_strong(mine: int, among: Sequence[int]) -> bool:
    """Whether less than 27 % of the others are stronger."""
    return len(among) == 1 or sum(other > mine for other in among) / (len(among) - 1) < STRONG


@pytest.mark.parametrize("seed", range(6))
def test_findings_are_counted_as_a_loop_counts_them(recorded: Recorded, entry: Made, seed: int) -> None:
    """The last result of the last attempt alone, ties of strength included, errors and skips told apart."""
    entries = cohort(entry, seed)
    with items.snapshot(recorded(entries)) as connection:
        found = list(items.items(connection))

    counted: dict[Key, tuple[int, ...]] = defaultdict(lambda: (0, 0, 0, 0))
    for row in found:
        key = (row.exercise, row.criterion, row.verdict, row.strong)
        counted[key] = tuple(
            map(sum, zip(counted[key], (row.size, row.earned, row.strength, row.squares), strict=True))
        )
    assert counted == expected(latest(entries))


def test_a_regrade_replaces_what_it_regrades(recorded: Recorded, entry: Made) -> None:
    """Of two results of one attempt the later one counts, once."""
    book = recorded([entry("ada", "01_a/a", "f"), entry("ada", "01_a/a", "p")])
    with items.snapshot(book) as connection:
        (row,) = items.items(connection)

    assert (row.verdict, row.size, row.strong) == (Verdict.PASS, 1, None)


def test_the_strongest_tie_together(recorded: Recorded, entry: Made) -> None:
    """Where half of the learners are equally strong, all of them are, or none could be told from another."""
    entries = [entry(f"l{n}", x, "p" if n < 10 else "f") for n in range(20) for x in ("01_a/a", "01_a/b")]
    with items.snapshot(recorded(entries)) as connection:
        sizes = {(row.exercise, row.strong): row.size for row in items.items(connection)}

    assert sizes == {("01_a/a", True): 10, ("01_a/a", False): 10, ("01_a/b", True): 10, ("01_a/b", False): 10}


def test_the_first_failing_criterion_is_the_divergence(recorded: Recorded, entry: Made) -> None:
    """With the first diagnosis where there is one; whoever passes, or attempted nothing, diverges nowhere."""
    entries = [
        entry("ada", "01_a/a", "pff", rule="no_bias"),
        entry("bo", "01_a/a", "ppp"),
        entry("cy", "01_a/a", "fff", attempted=False),
        entry("di", "01_a/a", "sfp"),
    ]
    with items.snapshot(recorded(entries)) as connection:
        found = [(one.learner, one.criterion, one.rule) for one in items.divergences(connection)]

    assert found == [("ada", "c2", "no_bias"), ("di", "c2", None)]


def test_standings_and_times_count_each_result_once(recorded: Recorded, entry: Made) -> None:
    """Whatever came before it; the number of attempts is that of the last."""
    entries = [
        entry("ada", "01_a/a", "f"),
        entry("ada", "01_a/a", "p", attempt=2, wall_s=2.5),
        entry("bo", "01_a/a", "p"),
    ]
    with items.snapshot(recorded(entries)) as connection:
        standings = sorted((one.attempts, one.earned, one.size) for one in items.standings(connection))
        times = sorted(one.wall_s for one in items.times(connection))
        learners = items.learners(connection, ["01_a/a"]), items.learners(connection, [])

    assert (standings, times, learners) == ([(1, 1, 1), (2, 1, 1)], [1.0, 2.5], (2, 0))
