"""What holds for every test: none is timed, on however busy a machine, and the files that take longest begin first."""

import gc
import os
import signal
from collections.abc import Generator, Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.shared_zygotes import ZygotePool

os.environ["GRADER_NAME"] = "ines"  # commands that put something on record ask for a name otherwise
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

LONGEST = (
    "test_cohort.py",
    "test_hostile_batch.py",
    "test_hostile_course.py",
    "test_clean_room.py",
    "test_execute.py",
    "test_doctor.py",
    "test_verify.py",
    "test_damage.py",
    "test_check.py",
    "test_spare_kernels.py",
    "test_training.py",
    "test_seen.py",
    "test_pack.py",
    "test_calibrate.py",
    "test_regrade.py",
    "test_proxies.py",
    "test_release.py",
    "test_course_edits.py",
    "test_checker.py",
    "test_processes.py",
)
"""Begun at the end, one of them would leave all workers but its own idle."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays until the end: nobody looks for garbage in it, neither now nor among the tests."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order in which files are handed to workers."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@pytest.fixture(scope="session")
def zygote_pool() -> Iterator[ZygotePool]:
    """The zygotes that the files of one worker share."""
    pool = ZygotePool()
    yield pool
    pool.end()


@pytest.fixture(scope="module")
def shared_zygotes(zygote_pool: ZygotePool) -> Iterator[None]:
    """Engines get zygotes that earlier ones have closed. Not for tests of how zygotes start and end."""
    with pytest.MonkeyPatch.context() as patch:
        zygote_pool.put_in_place(patch)
        yield


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C is heard, also where the tests were started in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
