"""A real browser, and the pages of the reports' fixtures as files."""

import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from grader.storage.layout import COHORT_PAGE, MARKS_PAGE, exercise_page_name
from reports.cohort import DRAWN, CohortPage
from reports.home import HomePage
from reports.render import write_page
from reports.submission import SubmissionPage
from tests.cohort_pages import CohortPages

_FIXTURES = Path(__file__).parents[1] / "reports" / "conftest.py"
_spec = importlib.util.spec_from_file_location("report_fixtures", _FIXTURES)
assert _spec is not None
assert _spec.loader is not None
fixtures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fixtures)

pages = fixtures.pages
homes = fixtures.homes
drawn = fixtures.drawn
large_ones = fixtures.large_ones
large = fixtures.large
broad = fixtures.broad

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
def addresses(  # noqa: PLR0913, PLR0917 - a fixture for each kind of page
    pages: Mapping[str, SubmissionPage],
    homes: Mapping[str, HomePage],
    drawn: CohortPages,
    large_ones: CohortPages,
    broad: CohortPage,
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, str]:
    """The address of each page by its sample's name; of `last` all rows are drawn, `broad` is of 32 exercises."""
    out = tmp_path_factory.mktemp("out")
    large, large_marks = large_ones.cohort, large_ones.marks
    last = replace(large, grid=replace(large.grid, rows=large.grid.rows[-DRAWN:]))
    files = {name: write_page(page, out / f"{name}.html") for name, page in pages.items()}
    files |= {name: write_page(page, out / f"{name}.html") for name, page in homes.items()}
    files |= {
        name: write_page(page, out / name / COHORT_PAGE)
        for name, page in (("large", large), ("last", last), ("broad", broad))
    }
    last_marks = replace(large_marks, learners=large_marks.learners[-DRAWN:])
    files |= {
        name: write_page(page, out / name / MARKS_PAGE)
        for name, page in (("marks_large", large_marks), ("marks_last", last_marks))
    }
    files |= {"cohort": write_page(drawn.cohort, out / COHORT_PAGE), "marks": write_page(drawn.marks, out / MARKS_PAGE)}
    files |= {"exercise": write_page(drawn.exercises[0], out / exercise_page_name(drawn.exercises[0].exercise))}
    return {name: path.as_uri() for name, path in files.items()}
