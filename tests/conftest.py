"""What holds for every test: none is timed, on however busy a machine, and the files that take longest begin first."""

import gc
import os
import signal
from collections import defaultdict
from collections.abc import Generator, Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, settings

from tests import sampling
from tests.shared_zygotes import ZygotePool

os.environ["GRADER_NAME"] = "ines"  # commands that put something on record ask for a name otherwise
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays until the end: nobody looks for garbage in it, neither now nor among the tests."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What has its turn, if a day is given, in the order in which files are handed to workers. Reports say the tier."""
    for item in items:
        item.user_properties.append(("tier", sampling.tier_of(_markers(item)) or sampling.PLAIN))
    if day := config.option.sample:
        drawn = sampling.turn_of_day(date.fromisoformat(day))
        left = {item for item in items if sampling.turn_of_test(item.nodeid, _markers(item)) not in {None, drawn}}
        config.hook.pytest_deselected(items=list(left))
        items[:] = [item for item in items if item not in left]
    if config.option.dist == "loadfile":  # begun at the end, a long one would leave all workers but its own idle
        items.sort(key=lambda item: -sampling.longest_s(item.nodeid.partition("::")[0]))


class Record:
    """What was run of each tier and how long it took, by the reports that arrive at pytest's own process."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.tests: defaultdict[str, set[str]] = defaultdict(set)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Each phase of a test counts."""
        tier = str(dict(report.user_properties)["tier"])  # keywords are names of folders, too
        self.seconds[tier][report.nodeid.partition("::")[0]] += report.duration
        self.tests[tier].add(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Keeps the seconds in pytest's cache, by tier and file; not those of a run that left out tests of a file."""
        option, cache = session.config.option, getattr(session.config, "cache", None)  # none with -p no:cacheprovider
        if cache is None or option.keyword or option.lf or option.sample or session.shouldfail or session.shouldstop:
            return
        if any("::" in one for one in session.config.args):
            return
        kept = cache.get(sampling.KEPT, {})
        for tier, found in self.seconds.items():
            kept.setdefault(tier, {}).update({file: round(seconds, 2) for file, seconds in found.items()})
        cache.set(sampling.KEPT, kept)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        """Which of the tiers was drawn, and how to draw it again."""
        if day := config.option.sample:
            terminalreporter.section(f"drawn for {day}; again: make test DAY={day}")
            for tier in sampling.SAMPLED:
                for line in sampling.drawn_lines(tier, self.tests[tier]):
                    terminalreporter.line(line)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--sample DAY` leaves of the tiers that take long what has its turn on that day."""
    parser.addoption("--sample", type=_day, metavar="DAY", help="of long tiers what that day runs")


def _day(text: str) -> str:
    """A day as other processes get it: YYYY-MM-DD. Raises `ValueError` if the text is not a day."""
    return date.fromisoformat(text).isoformat()


def pytest_configure(config: pytest.Config) -> None:
    """Reports of all workers arrive where there is no worker."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Record())


def _markers(item: pytest.Item) -> Iterator[str]:
    return (marker.name for marker in item.iter_markers())


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
