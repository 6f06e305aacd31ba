"""Measures this grader beside nbgrader and otter-grader: the same twelve submissions of two exercises, in one run.

Run by `make peers`. The first run installs the others from the Python registry, which takes some minutes.

- grader: `grader grade --workers 1`, as a person types it; once more with `--no-hints`, as the others seek no cause.
- nbgrader: `nbgrader autograde`, which has no option for workers.
- otter-grader: `otter.api.grade_submission` for each file in one process. It does what `otter run` does, without that
  command's start for every file. `otter grade` needs Docker.

Each grades an exercise by two commands, one with a single submission and one with all six, and the graders take turns.
A submission's cost "of six" is the second command's, divided by six, so the start of the grader is shared by six only.
"Each further" is what five submissions more cost more, divided by five: what one adds to a large cohort. The table
has the medians of all rounds.

The comparison is in favour of the others. Their checks are assertions on what the notebook reports, and verify nothing:
shapes and values, or layers and their number of parameters. Ours run in a sandbox, run the answer again with other
values, rebuild each network in a clean room, and draw the pages. Not measured is what an author does once: the
references' runs here, `nbgrader generate_assignment` and `otter assign` there.

Processor time is what the system counts for the command and for every child that was waited for; `counted_grader.py`
adds what the grader's sandboxes use, for which nobody waits. Memory is the largest sum of PSS over the tree, looked at
ten times a second, so a short peak may be missed.
"""

import os
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from tests.bench.peer_environments import NBGRADER, OTTER, versions
from tests.bench.peer_exercises import EXERCISES
from tests.bench.peer_graders import GRADERS, Grader
from tests.bench.usage import Usage

ROUNDS = 3
SIX = 6
COLUMNS = (
    "exercise",
    "grader",
    "CPU s, of six",
    "CPU s, each further",
    "against ours",
    "wall s, of six",
    "wall s, each further",
    "peak MiB",
)


class Sample(NamedTuple):
    """What a submission took in one round."""

    each: Usage
    """A sixth of what all six took."""
    further: Usage
    """A fifth of what five more took."""

    def __str__(self) -> str:
        return f"CPU s {self.each.cpu_s:.2f}, each further {self.further.cpu_s:.2f}; {self.each.peak_mib:.0f} MiB"


Samples = Mapping[tuple[str, str], Sequence[Sample]]
"""By exercise and grader, one for each round."""


def take_samples(place: Path, say: Callable[[str], None]) -> Samples:
    """Prepare the exercises for each grader, and measure in rounds in which they take turns."""
    samples = defaultdict(list)
    turns = [one(exercise, place / exercise.name / one.name) for exercise in EXERCISES for one in GRADERS]
    for grader in turns:
        grader.prepared.mkdir(parents=True)
        grader.prepare()
        grade(grader, grader.exercise.wrong[:1])
    for number, grader in product(range(ROUNDS), turns):
        one, six = (grade(grader, some) for some in (grader.exercise.learners[:1], grader.exercise.learners))
        sample = compare(one, six)
        samples[grader.exercise.id, grader.name].append(sample)
        say(f"round {number + 1} of {ROUNDS}, {grader.exercise.id}, {grader.name}: {sample}")
    return samples


def grade(grader: Grader, learners: Sequence[str]) -> Usage:
    """What a grader takes for some submissions. Right ones must get all points, and wrong ones must not."""
    with tempfile.TemporaryDirectory(prefix="peers-") as name:
        usage = grader.grade(learners, Path(name))
        points = grader.points(Path(name))
    full = {learner for learner, got in points.items() if got.earned == got.possible}
    expected = {*learners} & {*grader.exercise.right}
    assert (set(points), full) == ({*learners}, expected), f"{grader.name}: {points}"
    return usage


def compare(one: Usage, six: Usage) -> Sample:
    """What a submission takes, from what one alone and six together take."""
    return Sample(
        each=Usage(six.cpu_s / SIX, six.wall_s / SIX, six.peak_mib),
        further=Usage((six.cpu_s - one.cpu_s) / (SIX - 1), (six.wall_s - one.wall_s) / (SIX - 1), six.peak_mib),
    )


def medians(usages: Iterable[Usage]) -> Usage:
    """Of each figure its own."""
    return Usage(*(statistics.median(column) for column in zip(*usages, strict=True)))


def rows(samples: Samples) -> Iterator[Sequence[str]]:
    """The table's rows."""
    each = {name: medians(sample.each for sample in some) for name, some in samples.items()}
    further = {name: medians(sample.further for sample in some) for name, some in samples.items()}
    for exercise, grader in samples:
        whole, more, ours = each[exercise, grader], further[exercise, grader], further[exercise, GRADERS[0].name]
        cpu = (f"{whole.cpu_s:.2f}", f"{more.cpu_s:.2f}", f"{more.cpu_s / ours.cpu_s:.1f}")
        yield exercise, grader, *cpu, f"{whole.wall_s:.2f}", f"{more.wall_s:.2f}", f"{whole.peak_mib:.0f}"


def main() -> None:
    """Install, measure, and print the table."""
    console = Console(width=140)
    for peer in (NBGRADER, OTTER):
        console.print(f"{peer} in an environment of its own …")
        peer.install()
    with tempfile.TemporaryDirectory(prefix="peers-") as place:
        samples = take_samples(Path(place), console.print)
    load = os.getloadavg()[0]
    console.print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {load:.1f}. {versions()}")
    table = Table(*COLUMNS)
    for row in rows(samples):
        table.add_row(*row)
    console.print(table)


if __name__ == "__main__":
    main()
