# ruff: noqa: T201 - a script that prints what it finds
"""Takes a picture of every kind of page, to be looked at: `PYTHONPATH=. python -P -m tests.browser.looks FOLDER [OUT]`.

Of the fixtures' pages, or of those of OUT, or with `--cohorts` of cohorts of every size with strange names among them;
each at three widths and in both colour schemes, whole, into FOLDER. With `--axe`, what it says of a page is printed.
"""

import argparse
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from selenium.webdriver import Chrome

from reports.render import write_page
from tests.browser.axe import UNFOLD, axe_script, violations
from tests.browser.cohorts import Cohort, draw, names_of
from tests.browser.conftest import chromium, fixtures

WIDTHS: Final = (1440, 1024, 390)
SCHEMES: Final = ("light", "dark")
SIZES: Final = ((1, 5), (16, 32), (300, 32), (2_000, 5), (2_000, 32))
"""Learners and exercises of the cohorts."""
TALLEST: Final = 6_000
"""Pixels of a page that a picture shows."""


def main() -> None:
    """Pictures of every page, at every width, light and dark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("out", type=Path, nargs="?", help="what `grader grade` filled")
    parser.add_argument("--cohorts", action="store_true", help="make cohorts, and take the pictures of their pages")
    parser.add_argument("--only", default="", help="pages whose path has this in it")
    parser.add_argument("--open", action="store_true", help="unfold what is folded")
    parser.add_argument("--axe", action="store_true", help="say what axe-core finds on each page")
    parser.add_argument("--widths", type=int, nargs="*", default=WIDTHS)
    parser.add_argument("--schemes", nargs="*", default=SCHEMES)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place:
        make = _cohorts if asked.cohorts else _fixtures
        pages = sorted(asked.out.rglob("*.html")) if asked.out else list(make(Path(place)))
        browser = chromium(Path(place) / "profile")
        for page in pages:
            if asked.only in str(page):
                _look(browser, page, asked)
        browser.quit()


def _look(browser: Chrome, page: Path, asked: argparse.Namespace) -> None:
    """The page's pictures, and what axe finds in it."""
    for scheme in asked.schemes:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        for width in asked.widths:
            size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < WIDTHS[1]}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            browser.get(page.resolve().as_uri())
            if asked.open:
                browser.execute_script(UNFOLD)
            height = min(TALLEST, browser.execute_script("return document.documentElement.scrollHeight"))
            clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
            shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
            name = f"{_cohort_of(page)}{page.parent.name[-60:]}-{page.stem}{asked.open * '-open'}-{width}-{scheme}.png"
            (asked.folder / name).write_bytes(b64decode(shot["data"]))
        if asked.axe:
            print(page.name, scheme, *violations(browser, axe_script()), sep="\n    ")


def _fixtures(folder: Path) -> Iterator[Path]:
    """The learners' pages of the reports' fixtures, as files."""
    for name, page in fixtures.learner_pages().items():
        yield write_page(page, folder / "learner" / f"{name}.html")
    for name, home in fixtures.home_pages().items():
        yield write_page(home, folder / "home" / f"{name}.html")


def _cohorts(folder: Path) -> Iterator[Path]:
    """Of each size: all learners, marks, the exercise that comes last, and two pages of each of three learners."""
    for learners, exercises in SIZES:
        names = names_of(learners, strange=learners > 1)
        cohort = Cohort(learners=names, exercises=exercises, now=datetime.now(UTC))
        out, course = cohort.fill(folder / f"cohort-{learners}x{exercises}")
        draw(out, course, whole=names[:3])
        yield from (out / "index.html", out / "marks.html", *sorted((out / "exercises").glob("*.html"))[-1:])
        for own in sorted((out / "learners").iterdir()):
            yield from (own / "index.html", *sorted(own.glob("[0-9]*.html"))[1:2])


def _cohort_of(page: Path) -> str:
    """Which cohort it is of, a prefix; empty where it is of none."""
    return next((f"{part}-" for part in page.parts if part.startswith("cohort-")), "")


if __name__ == "__main__":
    main()
