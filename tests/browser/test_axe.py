"""Nothing on any page hinders people who use a keyboard, a screen reader or large type, as far as axe can tell."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from grader.course.hand_in import HandInAdvice
from grader.notebook.checking import Verdict, verdict_html
from reports.render import write_page
from reports.submission import SubmissionPage
from tests.browser.axe import axe_script, violations
from tests.browser.test_pages import NAMES, show

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
LOOKS = (("1280", "light"), ("390", "dark"))
"""A desk by day and a telephone by night: width in pixels, colour scheme."""
SEARCH = "search.html"
"""A page that Sphinx writes by itself."""
MANUAL = {
    "manual": "index.html",
    "manual_page": "learners/check-your-answer.html",
    "manual_tables": "reference/commands.html",
    "manual_search": SEARCH,
}
"""Kinds of pages of the manual's site: where it starts, with code, with large tables, and the search."""
NOTEBOOK = "<!DOCTYPE html><html lang=en><title>A</title><main><h1>Lesson</h1><h2>Task</h2>{verdict}</main></html>"
"""What a verdict stands in."""
RESULT = {
    "exercise": "06_multi_layer/two_layers",
    "score": {"earned": 1, "possible": 4},
    "changes": [{"sentence": "Line 1 (`x = 1`) was changed before it ran."}],
    "run": {"message": "The cell that begins with `y = 2` took too long.", "cell": 3},
    "diagnoses": [{"message": "The second layer has no activation.", "hints": ["Look at the second layer."]}],
    "findings": [
        {"title": title, "verdict": verdict, "earned": earned, "possible": 1, "message": "y is off", "hints": ["Look"]}
        for title, verdict, earned in (
            ("Shape", "pass", 1),
            ("Value", "fail", 0),
            ("Seed", "skip", 0),
            ("Ours", "error", 0),
        )
    ],
}
FAULTS = {
    "label": "document.body.insertAdjacentHTML('beforeend', '<main><input id=planted></main>')",
    "color-contrast": "document.querySelector('h1').style.color = '#99a0a8'",
    "image-alt": "document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\">')",
    "html-has-lang": "document.documentElement.removeAttribute('lang')",
    "heading-order": "document.querySelector('h1').outerHTML = '<h1>One</h1><h5>Five</h5>'",
}
"""Rule of axe's to what breaks it on a page that is as it should be."""


@pytest.fixture(scope="session")
def axe() -> str:
    """Its script."""
    return axe_script()


@pytest.fixture(scope="session")
def every(
    addresses: Mapping[str, str], pages: Mapping[str, SubmissionPage], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, str]:
    """The address of each page that the product draws: the reports', a check's, a notebook's verdict, the manual's."""
    out = tmp_path_factory.mktemp("others")
    checked = write_page(pages["wrong_value"], out / "two_layers.checked.html")
    inline = out / "inline.html"
    advice = HandInAdvice(aim="To hand it in to /srv/in", copied="grader submit two_layers.ipynb", by_command=True)
    verdict = verdict_html(Verdict(result=RESULT, final=True, page=checked, hand_in=advice))
    inline.write_text(NOTEBOOK.format(verdict=verdict), encoding="utf-8")
    site = out / "site"
    manual = ROOT / "grader" / "manual"
    build = [sys.executable, "-m", "sphinx", "-q", "-c", str(ROOT / ".ci" / "manual"), str(manual), str(site)]
    written = [str((manual / page).with_suffix(".md")) for page in MANUAL.values() if page != SEARCH]
    subprocess.run([*build, *written], check=True)
    others = {"checked": checked, "inline": inline} | {name: site / path for name, path in MANUAL.items()}
    return {**addresses, **{name: path.as_uri() for name, path in others.items()}}


@pytest.mark.parametrize("name", [*NAMES, "last", "broad", "checked", "inline", *MANUAL])
@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_axe_has_nothing_against_a_page(
    browser: Chrome, every: Mapping[str, str], axe: str, name: str, look: tuple[str, str]
) -> None:
    """Of any impact, with everything unfolded, in every state that a page can be in."""
    width, scheme = look
    show(browser, every[name], width=int(width), scheme=scheme)
    assert violations(browser, axe) == []


@pytest.mark.parametrize(("rule", "fault"), FAULTS.items(), ids=FAULTS)
def test_axe_sees_a_fault_that_is_planted(
    browser: Chrome, addresses: Mapping[str, str], axe: str, rule: str, fault: str
) -> None:
    """Else nothing is said by its silence."""
    show(browser, addresses["cohort"])
    browser.execute_cdp_cmd("Runtime.evaluate", {"expression": fault})
    assert {line.split(": ")[1] for line in violations(browser, axe)} >= {rule}
