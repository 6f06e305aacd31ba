"""Machines and a cohort to measure on."""

import os
import time
from pathlib import Path

import pytest

from grader.gradebook import Gradebook
from grader.storage.layout import GRADEBOOK
from tests.bench.big_cohort import Cohort, fill
from tests.cluster.conftest import place

__all__ = ["Big", "big", "place"]


class Big:
    """An OUT with the gradebook of a large cohort, which nobody writes into."""

    def __init__(self, out: Path) -> None:
        """Make it: GRADER_BENCH_LEARNERS learners, 30 exercises of 6 criteria each."""
        self.out = out
        self.learners = int(os.environ.get("GRADER_BENCH_LEARNERS", "10000"))
        cpu_s, wall_s = time.process_time(), time.monotonic()
        with Gradebook.open(self.gradebook) as book:
            self.results = fill(book, Cohort(learners=self.learners))
        self.cpu_s, self.wall_s = time.process_time() - cpu_s, time.monotonic() - wall_s

    @property
    def gradebook(self) -> Path:
        """The gradebook's file."""
        return self.out / GRADEBOOK


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Big:
    """It takes minutes to make, hence once."""
    return Big(tmp_path_factory.mktemp("big"))
