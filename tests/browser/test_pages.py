"""The pages as a browser shows them."""

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from reports.cohort import DRAWN

pytestmark = pytest.mark.browser

NAMES = ("wrong_value", "raised", "wrong_layers", "timed_out", "died", "trained", "not_attempted", "unreadable", "ours",
         "hostile", "standing", "right_to_left", "long", "decided", "home", "home_rtl", "home_long",
         "home_hostile", "cohort", "large", "marks", "marks_large", "exercise")  # fmt: skip
CONTRASTS = """
const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255)
  .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const ground = (node) => {
  for (; node; node = node.parentElement) {
    const colour = rgb(getComputedStyle(node).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return rgb(getComputedStyle(document.documentElement).backgroundColor);
};
return [...document.querySelectorAll("body *")]
  .filter((node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
  .map((node) => {
    const style = getComputedStyle(node);
    const pair = [rgb(node instanceof SVGElement ? style.fill : style.color), ground(node)].map(luminance);
    return [(Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05), node.tagName + "." + node.getAttribute("class")];
  })
  .filter(([contrast]) => contrast < 4.5);
"""

ROWS = r"""
return [...document.querySelectorAll("#table tbody tr")].map((row) => {
  const copy = row.cloneNode(true);
  copy.querySelectorAll("[data-sort]").forEach((cell) => cell.removeAttribute("data-sort"));
  return copy.innerHTML.replace(/>\s+</g, "><").trim();
});
"""
"""The markup of the table's rows, but for what a script needs of it."""


def show(browser: Chrome, address: str, *, width: int = 1280, scheme: str = "light") -> None:
    """Open the page in a window of that width; what was logged before is forgotten."""
    log(browser, "browser")
    log(browser, "performance")
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.get(address)


def requests(browser: Chrome) -> list[str]:
    """What the browser asked for since the page was opened, data in the page itself and its own start page left out."""
    messages = [json.loads(entry["message"])["message"] for entry in log(browser, "performance")]
    sent = [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]
    return [url for url in sent if not url.startswith(("data:", "chrome:"))]


def column(browser: Chrome, number: int) -> list[str]:
    """The texts of a column of the cohort's table, in the order on screen, filtered rows left out."""
    script = f"""return [...document.querySelectorAll("#table tbody tr > :nth-child({number})")]
      .filter((cell) => cell.checkVisibility({{visibilityProperty: true, opacityProperty: true}}))
      .map((cell) => cell.innerText.trim().split("\\n")[0]);"""
    texts: list[str] = evaluate(browser, script)
    return texts


def evaluate(browser: Chrome, script: str) -> Any:
    return browser.execute_script(script)


def log(browser: Chrome, kind: str) -> list[dict[str, str]]:
    """What was logged since this was last asked: `browser` is the console, `performance` the requests too."""
    entries: list[dict[str, str]] = browser.get_log(kind)  # type: ignore[no-untyped-call]
    return entries


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_for_nothing_and_complains_of_nothing(
    browser: Chrome, addresses: Mapping[str, str], name: str
) -> None:
    """The file itself is the one request, the console stays empty, and no learner's script has run."""
    show(browser, addresses[name])
    assert requests(browser) == [addresses[name]]
    assert log(browser, "browser") == []
    assert browser.title != "owned"


def test_an_injected_script_would_not_run(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """Were markup ever to get through, the policy would still stop it: as an element, a handler or a link."""
    show(browser, addresses["hostile"])
    evaluate(
        browser,
        "document.body.insertAdjacentHTML('beforeend',"
        ' \'<img src=x onerror="document.title=`owned`"><b id=b onclick="document.title=`owned`">b</b>\');'
        " document.getElementById('b').click();",
    )
    assert browser.title != "owned"
    assert [entry for entry in log(browser, "browser") if "Content Security Policy" in entry["message"]]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_never_scrolls_sideways(browser: Chrome, addresses: Mapping[str, str], name: str, width: int) -> None:
    """On a telephone and on a desk, with everything unfolded, whatever learners are called."""
    show(browser, addresses[name], width=width)
    evaluate(browser, "document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert evaluate(browser, "return document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(browser: Chrome, addresses: Mapping[str, str], name: str, scheme: str) -> None:
    """Each text has a contrast of at least 4.5 to what lies behind it, in both colour schemes."""
    show(browser, addresses[name], scheme=scheme)
    assert evaluate(browser, CONTRASTS) == []


def test_the_colour_scheme_follows_the_reader(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """Dark is dark, light is light."""
    grounds = []
    for scheme in ("light", "dark"):
        show(browser, addresses["raised"], scheme=scheme)
        grounds.append(evaluate(browser, "return getComputedStyle(document.documentElement).backgroundColor"))
    assert grounds == ["rgb(244, 245, 248)", "rgb(17, 20, 26)"]


def test_the_first_screen_has_the_mark_the_cause_and_the_next_step(
    browser: Chrome, addresses: Mapping[str, str]
) -> None:
    """Without a click and without scrolling, on a desk."""
    show(browser, addresses["standing"])
    for selector in ("h1", ".mark .total", ".why li", ".focus h2", ".focus .place", ".focus h3"):
        one = browser.find_element(By.CSS_SELECTOR, selector)
        assert one.is_displayed()
        assert one.location["y"] + one.size["height"] <= 900


def test_hints_open_one_after_the_other_by_keyboard(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """The first is the next step, open; the third can be reached only once the second is open, and without a mouse."""
    show(browser, addresses["standing"])
    second, third = browser.find_elements(By.CSS_SELECTOR, ".focus .hint > summary")
    assert (second.text, third.is_displayed()) == ("A clearer hint", False)
    second.send_keys(Keys.ENTER)
    assert (third.text, third.is_displayed()) == ("Nearly the answer", True)


def test_what_passed_is_folded_to_a_line_each(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """What failed is open; what was given out is folded whole; a link to a cell in it unfolds it."""
    show(browser, addresses["wrong_value"])
    shown = {
        kind: [one.is_displayed() for one in browser.find_elements(By.CSS_SELECTOR, f".card.{kind} .said")]
        for kind in ("fail", "pass")
    }
    assert shown == {"fail": [True], "pass": [False]}
    given = browser.find_element(By.ID, "cell-1")
    assert not given.is_displayed()
    browser.get(f"{addresses['wrong_value']}#cell-1")
    assert browser.find_element(By.ID, "cell-1").is_displayed()


@pytest.mark.parametrize("name", ["standing", "home"])
def test_a_page_prints_on_two_sheets(browser: Chrome, addresses: Mapping[str, str], name: str) -> None:
    """A4, with its colours, the ways to other pages left out."""
    show(browser, addresses[name])
    printed = browser.execute_cdp_cmd(
        "Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": True}
    )
    sheets = len(re.findall(rb"/Type\s*/Page\b", b64decode(printed["data"])))
    assert 1 <= sheets <= 2


def test_the_table_is_sorted_by_any_column(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """Once for lowest first, again for highest first, by keyboard too; the state is announced."""
    show(browser, addresses["cohort"])
    names = column(browser, 1)
    heads = browser.find_elements(By.CSS_SELECTOR, "#heads th")
    for number, head in enumerate(heads[1:], start=2):
        head.find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
        assert head.get_attribute("aria-sort") == "ascending"
        upward = sorted_by(browser, number)
        head.find_element(By.TAG_NAME, "button").click()
        assert head.get_attribute("aria-sort") == "descending"
        assert sorted_by(browser, number) == sorted(upward, reverse=True)
        assert upward == sorted(upward)
        assert len(browser.find_elements(By.CSS_SELECTOR, "[aria-sort]")) == 1
    assert browser.find_element(By.ID, "status").text.endswith(", highest first")
    heads[0].find_element(By.TAG_NAME, "button").click()
    assert column(browser, 1) == names


def sorted_by(browser: Chrome, number: int) -> list[float]:
    """The points of a column from top to bottom; -1 where none are counted."""
    script = """return [...document.querySelectorAll("#table tbody tr")].map((row) => {
      const cell = row.cells[arguments[0] - 1];
      if (cell.className === "cn") return -1;
      const total = parseFloat(cell.querySelector("b")?.textContent || "-1");
      return cell.className === "total" ? total : Number(cell.className[1]);
    });"""
    found: list[float] = browser.execute_script(script, number)
    return found


def test_the_table_is_narrowed_by_name(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """A name in any case leaves its row, nonsense leaves none, and nothing typed leaves all."""
    show(browser, addresses["cohort"])
    everyone = column(browser, 1)
    box = browser.find_element(By.ID, "filter")
    box.send_keys("ADA LOVELACE")
    assert column(browser, 1) == ["Ada Lovelace", "ada lovelace"]
    assert browser.find_element(By.ID, "status").text == f"2 of {len(everyone)} learners"
    box.send_keys("?")
    assert column(browser, 1) == []
    box.clear()
    box.send_keys(" ")
    assert column(browser, 1) == everyone


def test_the_table_is_narrowed_by_state_and_lesson(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """A state leaves the learners who have it in the columns that are left; a lesson leaves its columns."""
    show(browser, addresses["cohort"])
    everyone = len(column(browser, 1))
    Select(browser.find_element(By.ID, "state")).select_by_visible_text("grader error")
    ours = len(column(browser, 1))
    assert 0 < ours < everyone
    cells = "return document.querySelectorAll('#table tbody tr:first-child td').length"
    assert evaluate(browser, cells) == 4
    Select(browser.find_element(By.ID, "part")).select_by_visible_text("lesson 6, Multi-layer")
    assert evaluate(browser, cells) == 2
    assert 0 < len(column(browser, 1)) <= ours
    shown = [head.text for head in browser.find_elements(By.CSS_SELECTOR, "#heads th") if head.is_displayed()]
    assert len(shown) == 3


def test_a_row_is_one_tab_stop_and_arrows_walk_in_it(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """The name takes the focus; arrows lead to the cells, and down to the next row."""
    show(browser, addresses["cohort"])
    stops = """return [...document.querySelectorAll('#table tbody tr')]
      .map((row) => row.querySelectorAll('a:not([tabindex])').length)"""
    assert set(evaluate(browser, stops)) == {1}
    links = browser.find_elements(By.CSS_SELECTOR, "#table tbody tr:first-child a")
    links[0].send_keys(Keys.ARROW_RIGHT)
    assert browser.switch_to.active_element == links[1]
    links[1].send_keys(Keys.ARROW_LEFT)
    assert browser.switch_to.active_element == links[0]
    links[0].send_keys(Keys.ARROW_DOWN)
    assert evaluate(browser, "return document.activeElement.closest('tr').sectionRowIndex") == 1


def test_the_total_is_in_sight_of_a_course_of_32_exercises(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """At 1440 px nothing scrolls sideways to it: name and total stay, and all columns fit."""
    show(browser, addresses["broad"], width=1440)
    wide = "const one = document.querySelector('.grid'); return [one.scrollWidth, one.clientWidth]"
    needed, there = evaluate(browser, wide)
    assert needed <= there
    show(browser, addresses["broad"], width=390)
    evaluate(browser, "document.querySelector('.grid').scrollLeft = 500")
    places = """return ['tbody th', 'tbody .total']
      .map((one) => document.querySelector(`#table ${one}`).getBoundingClientRect().left)"""
    assert [0 <= place < 200 for place in evaluate(browser, places)] == [True, True]


def test_a_large_table_is_drawn_as_far_as_it_is_asked_for(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """A hundred rows, then a hundred more by keyboard, where the eye goes on; then there is nothing more to ask for."""
    show(browser, addresses["large"])
    assert len(column(browser, 1)) == DRAWN
    everyone = int(browser.find_element(By.ID, "shown").text.split()[-2])
    more = browser.find_element(By.ID, "more")
    more.send_keys(Keys.ENTER)
    assert len(column(browser, 1)) == 2 * DRAWN
    row = f"#table tbody tr:nth-child({DRAWN + 1})"
    assert evaluate(browser, f"return document.activeElement.closest('tr') === document.querySelector('{row}')")
    assert more.text == f"Show {everyone - 2 * DRAWN} more"
    more.send_keys(Keys.ENTER)
    assert len(column(browser, 1)) == everyone
    assert not more.is_displayed()


def test_a_large_table_is_sorted_and_filtered_as_a_whole(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """Also by what is not drawn."""
    show(browser, addresses["large"])
    everyone = browser.find_element(By.ID, "shown").text.split()[-2]
    browser.find_element(By.ID, "filter").send_keys("LEARNER 19")
    assert column(browser, 1) == [f"learner 19{number}" for number in range(10)]
    assert browser.find_element(By.ID, "status").text == f"10 of {everyone} learners"
    heads = browser.find_elements(By.CSS_SELECTOR, "#heads button")
    heads[0].send_keys(Keys.ENTER)
    assert column(browser, 1) == [f"learner 19{number}" for number in reversed(range(10))]
    browser.find_element(By.ID, "filter").send_keys(Keys.CONTROL, "a", Keys.BACKSPACE)
    assert column(browser, 1)[0].startswith("\N{DOLPHIN}<script>")
    heads[1].send_keys(Keys.ENTER, Keys.ENTER)
    assert sorted_by(browser, 2) == sorted(sorted_by(browser, 2), reverse=True)
    assert len(column(browser, 1)) == DRAWN


def test_a_row_that_the_script_draws_is_as_one_on_the_page(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """Links, states and hostile names alike: of the last rows one page has the data and another one the rows."""
    show(browser, addresses["last"])
    expected = evaluate(browser, ROWS)
    show(browser, addresses["large"])
    browser.find_element(By.CSS_SELECTOR, "#heads button").send_keys(Keys.ENTER)

    assert evaluate(browser, ROWS) == expected[::-1]
    assert len(expected) == DRAWN
    assert browser.title != "owned"


def test_the_pages_say_everything_without_script(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """With JavaScript off, the table is there in order, and no control that would do nothing."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        show(browser, addresses["cohort"])
        assert "ada lovelace" in column(browser, 1)
        assert browser.find_elements(By.CSS_SELECTOR, "thead button") == []
        assert not browser.find_element(By.ID, "filter").is_displayed()
        show(browser, addresses["large"])
        assert len(column(browser, 1)) == DRAWN
        assert "allow JavaScript on this page" in browser.find_element(By.ID, "shown").text
        assert not browser.find_element(By.ID, "more").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_print_unfolds_what_an_instructor_needs(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """Paper has no clicks: what there is to do is printed open, the filter is not printed."""
    show(browser, addresses["cohort"])
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    seen = evaluate(browser, "return [...document.querySelectorAll('.inbox ul')].map((one) => one.checkVisibility())")
    assert seen
    assert set(seen) == {True}
    assert not browser.find_element(By.ID, "filter").is_displayed()
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_what_is_to_be_done_unfolds_by_keyboard(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """Each kind is a line; who, why and the link are a key away."""
    show(browser, addresses["cohort"])
    group = browser.find_element(By.CSS_SELECTOR, "#suspects summary")
    link = browser.find_element(By.CSS_SELECTOR, "#suspects li a")
    assert not link.is_displayed()
    group.send_keys(Keys.ENTER)
    assert link.is_displayed()


def test_why_a_mark_is_as_it_is_unfolds(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """Sam's second attempt counts, and the page of marks says so; the search finds sam."""
    show(browser, addresses["marks"])
    browser.find_element(By.ID, "filter").send_keys("sam")
    assert column(browser, 1) == ["sam"]
    browser.find_element(By.CSS_SELECTOR, "#table tbody summary").send_keys(Keys.ENTER)
    assert (
        "Attempt 2 counts: it is the last one that may count"
        in browser.find_element(By.CSS_SELECTOR, "#table tbody td").text
    )


def test_marks_of_a_large_cohort_are_searched_as_a_whole(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """The first rows stand on the page; the others are unpacked, and drawn as those are."""
    show(browser, addresses["marks_last"])
    expected = evaluate(browser, ROWS)
    show(browser, addresses["marks_large"])
    WebDriverWait(browser, 30).until(lambda _: browser.find_element(By.ID, "filter").is_displayed())
    assert len(column(browser, 1)) == DRAWN
    more = browser.find_element(By.ID, "more")
    while more.is_displayed():
        more.send_keys(Keys.ENTER)
    assert evaluate(browser, ROWS)[-DRAWN:] == expected
    browser.find_element(By.ID, "filter").send_keys("LEARNER 19")
    assert column(browser, 1) == [f"learner 19{number}" for number in range(10)]


def test_an_exercises_page_shows_who_failed_and_the_code(browser: Chrome, addresses: Mapping[str, str]) -> None:
    """A key away each."""
    show(browser, addresses["exercise"])
    failed = browser.find_element(By.CSS_SELECTOR, "#shape details")
    failed.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
    assert failed.find_element(By.TAG_NAME, "a").is_displayed()
