"""The service in a real browser: sign in, hand in, watch it being judged, read; also by keyboard and on a phone."""

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from grader.service.web.access import Person, Role
from grader.service.web.server import listen, opened_service
from grader.storage.layout import (
    COHORT_PAGE,
    GRADEBOOK,
    MARKS_PAGE,
    exercise_page_name,
    home_page_name,
    page_name,
)
from reports.home import HomePage
from reports.render import write_page
from reports.submission import SubmissionPage
from tests import service, simulated
from tests.browser.axe import axe_script, violations
from tests.browser.test_axe import LOOKS
from tests.browser.test_pages import CONTRASTS, evaluate, log, show
from tests.cohort_pages import CohortPages
from tests.grader.service.web.serving import EXERCISE, PEOPLE, WAIT_S, Served, notebook, running
from tests.grader.service.web.test_release import RULES as BY_HAND

pytestmark = pytest.mark.browser
PHONE = 390
FROM_RIGHT, LONG = "\u05e0\u05d5\u05e2\u05d4 \u05db\u05d4\u05df", "x" * 300
OWN = ("", "tokens", "receipts", "receipts/01/sum/1", "nowhere")
PATHS = {
    "": ("sign-in/a-link", "nowhere"),
    "ada": (*OWN, home_page_name("ada"), page_name("ada", EXERCISE)),
    FROM_RIGHT: OWN,
    LONG: OWN,
    "ines": ("", "receipts", COHORT_PAGE, MARKS_PAGE, exercise_page_name(EXERCISE), "nowhere"),
}
"""Somebody, nobody first, to the pages that they may read."""
WHO = {name: f"person-{place}" for place, name in enumerate(PATHS)}
"""Names for files."""
CONTROLS = """[...document.querySelectorAll("a[href]:not([tabindex='-1']), button, input:not([type=hidden]), select, "
  + "textarea, summary, [tabindex='0']")].filter((one) => one.checkVisibility())"""
FOCUSED = f"""
const one = document.activeElement;
return [{CONTROLS}.indexOf(one), getComputedStyle(one).outlineStyle];
"""
"""Where the control that has the focus stands among all, and its outline."""


@pytest.fixture
def served(
    tmp_path: Path, pages: Mapping[str, SubmissionPage], homes: Mapping[str, HomePage], drawn: CohortPages
) -> Iterator[Served]:
    """The small course, served on loopback, with real pages of ada's and of all learners."""
    with Served.start(tmp_path) as one:
        out = one.service.out
        write_page(pages["standing"], out / page_name("ada", EXERCISE))
        write_page(homes["home"], out / home_page_name("ada"))
        write_page(drawn.cohort, out / COHORT_PAGE)
        write_page(drawn.marks, out / MARKS_PAGE)
        write_page(replace(drawn.exercises[0], exercise=EXERCISE), out / exercise_page_name(EXERCISE))
        yield one


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    """A learner's file."""
    path = tmp_path / "my answer.py"
    path.write_bytes(notebook())
    return path


@pytest.fixture(autouse=True)
def alone(browser: Chrome) -> Iterator[None]:
    """No session of another test; whatever page is open at the end is left, and its stream with it."""
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    yield
    browser.get("about:blank")


def sign_in(browser: Chrome, served: Served, name: str, *, width: int = 1280) -> None:
    """Open a personal link and press its button."""
    link = served.service.access.new_link(name, lives_s=60)
    show(browser, f"{served.visitor().origin}/sign-in/{link}", width=width)
    browser.find_element(By.CSS_SELECTOR, "main button").click()
    until(browser, lambda _: loaded(browser) and name in text(browser, "nav.service"))


def loaded(browser: Chrome) -> bool:
    """Whether the page is there to its last byte; a key that is pressed before may reach the page that was left."""
    return bool(evaluate(browser, "return document.readyState === 'complete'"))


def visited(browser: Chrome, served: Served, name: str) -> tuple[str, ...]:
    """The pages of somebody who is signed in, and has handed in; or of nobody."""
    if name:
        served.service.access.enrol([Person(name=name, role=PEOPLE.get(name, Role.LEARNER))])
        sign_in(browser, served, name)
    if name and PEOPLE.get(name, Role.LEARNER) is Role.LEARNER:
        served.as_person(name).hand_in(notebook())
        served.as_person(name).post("/tokens", label=name)
    return PATHS[name]


def picture(browser: Chrome, folder: Path, name: str) -> None:
    """The page as it is, for somebody to look at."""
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True})
    (folder / f"{name}.png").write_bytes(b64decode(shot["data"]))


def until(browser: Chrome, holds: Callable[[Chrome], bool]) -> None:
    WebDriverWait(browser, WAIT_S).until(holds)


def text(browser: Chrome, selector: str) -> str:
    """What an element shows at this moment; it may be drawn anew at any."""
    return str(evaluate(browser, f"return document.querySelector({selector!r})?.innerText"))


def shows(browser: Chrome, selector: str) -> bool:
    """Whether an element can be seen now."""
    return bool(evaluate(browser, f"return document.querySelector({selector!r})?.checkVisibility()"))


def test_a_page_says_when_the_service_is_gone_and_when_it_is_back(browser: Chrome, tmp_path: Path) -> None:
    with Served.start(tmp_path) as one:
        sign_in(browser, one, "ada")
        one.as_person("ada").hand_in(notebook())
        until(browser, lambda _: shows(browser, ".attempts"))
        assert not shows(browser, ".lost")
    until(browser, lambda _: shows(browser, ".lost"))
    picture(browser, tmp_path, "lost")
    gone = one.service
    with (
        opened_service(gone.out, gone.course, gone.out / GRADEBOOK, gone.site) as back,
        running(back, listen("127.0.0.1", one.port)),
    ):
        until(browser, lambda _: not shows(browser, ".lost"))


def test_an_attempt_from_the_link_to_the_feedback(
    browser: Chrome, served: Served, answer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page that is open while the file is judged changes by itself, and leads to the feedback."""
    simulated.kernels(monkeypatch.setattr)
    sign_in(browser, served, "ada")
    picture(browser, tmp_path, "home")
    browser.find_element(By.ID, "file").send_keys(str(answer))
    browser.find_element(By.CSS_SELECTOR, ".hand-in button").click()
    until(browser, lambda _: text(browser, "h1") == "Your file is handed in")
    assert "attempt: 1" in text(browser, ".receipt")
    picture(browser, tmp_path, "receipt")
    browser.find_element(By.CSS_SELECTOR, "a.button").click()
    until(browser, lambda _: "waiting" in text(browser, ".attempts"))
    picture(browser, tmp_path, "waiting")

    coordinator = service.Served(served.service.course.root, served.service.out, served.service.out / GRADEBOOK)
    coordinator.drain(lambda seen: seen.judged == 1)
    until(browser, lambda _: "judged" in text(browser, ".attempts"))
    picture(browser, tmp_path, "judged")
    assert "points" in text(browser, ".attempts")
    browser.find_element(By.CSS_SELECTOR, ".attempts a").click()
    until(browser, lambda _: "A sum" in text(browser, "h1"))
    assert text(browser, "nav.service a") == "Hand in"
    picture(browser, tmp_path, "feedback")

    assert log(browser, "browser") == []


def test_it_works_by_keyboard_alone(browser: Chrome, served: Served, answer: Path) -> None:
    """From the skip link on: field, then button, each visible when it has the focus."""
    sign_in(browser, served, "ada")
    seen = []
    for _ in range(9):
        ActionChains(browser).send_keys(Keys.TAB).perform()
        seen.append(evaluate(browser, "const one = document.activeElement; return one.id || one.textContent.trim();"))
    assert seen[:2] == ["Skip to the content", "Hand in"]
    assert seen.index("file") + 1 == seen.index("Hand in", 2)
    browser.find_element(By.ID, "file").send_keys(str(answer))
    browser.find_element(By.CSS_SELECTOR, ".hand-in button").send_keys(Keys.ENTER)

    until(browser, lambda _: text(browser, "h1") == "Your file is handed in")


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_a_phone_and_can_be_read(
    browser: Chrome, served: Served, tmp_path: Path, name: str, scheme: str
) -> None:
    """Nothing scrolls sideways, every text has its contrast, every control is large enough for a thumb."""
    for path in visited(browser, served, name):
        show(browser, f"{served.visitor().origin}/{path}", width=PHONE, scheme=scheme)
        picture(browser, tmp_path, f"{WHO[name]}-{scheme}-{path.replace('/', '-')[:40] or 'home'}")
        assert evaluate(browser, "return document.documentElement.scrollWidth") == PHONE
        assert evaluate(browser, CONTRASTS) == []
        heights = "return [...document.querySelectorAll('.web main button')].map((one) => one.offsetHeight)"
        assert min(evaluate(browser, heights), default=44) >= 32


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_axe_has_nothing_against_a_page_of_the_service(
    browser: Chrome, served: Served, name: str, look: tuple[str, str]
) -> None:
    """Of any impact: its own pages, and those that it shows with its navigation in them."""
    width, scheme = look
    for path in visited(browser, served, name):
        show(browser, f"{served.visitor().origin}/{path}", width=int(width), scheme=scheme)
        assert violations(browser, axe_script()) == [], path


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_feedback_is_released_by_a_button(browser: Chrome, tmp_path: Path, look: tuple[str, str]) -> None:
    """By an instructor, on a page that axe has nothing against and that fits, before and after."""
    width, scheme = look
    with Served.start(tmp_path, assignments=BY_HAND) as one:
        one.as_person("ada").hand_in(notebook())
        sign_in(browser, one, "ines")
        show(browser, f"{one.visitor().origin}/feedback", width=int(width), scheme=scheme)
        for state in ("waiting", "released"):
            until(browser, lambda _: loaded(browser))
            picture(browser, tmp_path, f"feedback-{width}-{scheme}-{state}")
            assert violations(browser, axe_script()) == []
            assert evaluate(browser, "return document.documentElement.scrollWidth") == int(width)
            if state == "waiting":
                browser.find_element(By.CSS_SELECTOR, "main button").click()
                until(browser, lambda _: "Released" in text(browser, "main"))


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_axe_has_nothing_against_what_comes_of_a_form(
    browser: Chrome, served: Served, answer: Path, look: tuple[str, str]
) -> None:
    """A refusal, a receipt that is new, one that is genuine and one that is not, and a new token."""
    width, scheme = look
    sign_in(browser, served, "ada")
    origin = served.visitor().origin

    def send(path: str, field: str, value: str, button: str) -> None:
        show(browser, f"{origin}/{path}", width=int(width), scheme=scheme)
        browser.find_element(By.ID, field).send_keys(value)
        browser.find_element(By.CSS_SELECTOR, button).click()
        assert violations(browser, axe_script()) == [], (path, value)

    wrong = answer.with_name("none.py")
    wrong.write_bytes(b"# exercise: 99/none\n\n# %%\nx = 1\n")
    send("", "file", str(wrong), ".hand-in button")
    assert text(browser, "[role=alert]")
    send("", "file", str(answer), ".hand-in button")
    receipt = text(browser, ".receipt")
    send("receipts", "lines", receipt, ".stack button")
    assert "is genuine" in text(browser, "[role=status]")
    send("receipts", "lines", receipt.replace("ada", "bob"), ".stack button")
    assert "not genuine" in text(browser, "[role=status]")
    send("tokens", "label", "a laptop", ".stack button")
    assert "Your new token" in text(browser, "main")


@pytest.mark.parametrize("name", PATHS)
def test_every_control_is_reached_by_keyboard(browser: Chrome, served: Served, name: str) -> None:
    """In the order of the page, each with an outline where it is."""
    for path in visited(browser, served, name):
        show(browser, f"{served.visitor().origin}/{path}")
        wanted = evaluate(browser, f"return {CONTROLS}.length")
        places, outlines = [], set()
        for _ in range(wanted):
            ActionChains(browser).send_keys(Keys.TAB).perform()
            place, outline = evaluate(browser, FOCUSED)
            places.append(place)
            outlines.add(outline)
        assert places == list(range(wanted)), path
        assert "none" not in outlines, path


def test_a_refused_file_leaves_the_form_with_the_reason(browser: Chrome, served: Served, tmp_path: Path) -> None:
    """And the reason is announced."""
    wrong = tmp_path / "none.py"
    wrong.write_bytes(b"# exercise: 99/none\n\n# %%\nx = 1\n")
    sign_in(browser, served, "ada")
    browser.find_element(By.ID, "file").send_keys(str(wrong))
    browser.find_element(By.CSS_SELECTOR, ".hand-in button").click()
    picture(browser, tmp_path, "refused")

    assert "was refused" in text(browser, "[role=alert]")
    assert browser.find_element(By.ID, "file").is_displayed()
