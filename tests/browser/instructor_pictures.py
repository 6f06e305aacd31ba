"""Takes pictures of the pages that show all learners: `python tests/browser/instructor_pictures.py OUT FOLDER`.

Each page at three widths, light and dark, as it first comes up; of an exercise and of the table also what lies below.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from selenium.webdriver import Chrome

from tests.browser.conftest import chromium

WIDTHS: Final = (1440, 1024, 390)
HEIGHT: Final = 1000
PAGES: Final = ("index.html", "marks.html", "exercises/*.html")
PLACES: Final = ("", "#learners", "#clusters")
"""Where on a page; those that a page doesn't have are passed over."""


def main() -> None:
    """All pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="what `grader grade --out` filled")
    parser.add_argument("to", type=Path, help="where the pictures go")
    parser.add_argument("--open", action="store_true", help="unfold what is folded")
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as profile:
        browser = chromium(Path(profile))
        for pattern in PAGES:
            for page in sorted(asked.out.resolve().glob(pattern))[:1]:
                _take(browser, page, asked.to, unfold=asked.open)
        browser.quit()


def _take(browser: Chrome, page: Path, to: Path, *, unfold: bool) -> None:
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            size = {"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            features = [{"name": "prefers-color-scheme", "value": scheme}]
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
            browser.get(page.as_uri())
            if unfold:
                browser.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            for place in PLACES:
                if place and not browser.execute_script(f"return !!document.querySelector('{place}')"):
                    continue
                browser.execute_script(f"location.hash = '{place}'; if (!'{place}') scrollTo(0, 0);")
                name = f"{page.stem}{place.replace('#', '-')}-{width}-{scheme}.png"
                (to / name).write_bytes(browser.get_screenshot_as_png())


if __name__ == "__main__":
    main()
