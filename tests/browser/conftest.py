"""A real browser, and the pages of the reports' fixtures as files."""

import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from reports.cohort import CohortPage
from reports.cohort_rows import DRAWN
from reports.home import HomePage
from reports.learner import LearnerPage
from reports.render import write_cohort, write_home, write_learner

_FIXTURES = Path(__file__).parents[1] / "reports" / "conftest.py"
_spec = importlib.util.spec_from_file_location("report_fixtures", _FIXTURES)
assert _spec is not None
assert _spec.loader is not None
fixtures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fixtures)

pages = fixtures.pages
cohort = fixtures.cohort
large = fixtures.large
homes = fixtures.homes

SWITCHES = (
    "--headless",
    "--no-sandbox",  # as root chromium refuses to start with one
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def chromium(profile: Path, *switches: str) -> Chrome:
    """A headless chromium with a profile of its own, which logs its console and its requests."""
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for switch in (*SWITCHES, f"--user-data-dir={profile}", *switches):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return Chrome(options=options, service=Service("/usr/bin/chromedriver"))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """The one that all tests drive."""
    driver = chromium(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def addresses(
    pages: Mapping[str, LearnerPage],
    homes: Mapping[str, HomePage],
    cohort: CohortPage,
    large: CohortPage,
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, str]:
    """The address of each page: one learner's a sample, `cohort`, `large`, and `last`, all of whose rows are drawn."""
    out = tmp_path_factory.mktemp("out")
    last = replace(large, learners=large.learners[-DRAWN:])
    files = {name: write_learner(page, out / f"{name}.html") for name, page in pages.items()}
    files |= {name: write_home(page, out / f"{name}.html") for name, page in homes.items()}
    files |= {name: write_cohort(page, out / name) for name, page in (("large", large), ("last", last))}
    return {name: path.as_uri() for name, path in {**files, "cohort": write_cohort(cohort, out)}.items()}
