"""Takes the README's pictures of pages, from OUT of `make grade`.

usage: PYTHONPATH=. python -P -m tests.browser.pictures OUT

They are written to `reports/`, in few colours, as a reader on a slow line waits for them too.
"""

import argparse
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image

from grader.storage.layout import page_name
from tests.browser.conftest import chromium

FOLDER: Final = Path(__file__).parents[2] / "reports"
LEARNER: Final = ("kiwi_42", "06_multi_layer/two_layers")
"""Somebody with a right criterion, a wrong one, a hint and a diagnosis."""
WIDTH, HEIGHT, COLOURS = 1100, 1300, 64


def main() -> None:
    """Both pages, as they first come up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="what `make grade` filled")
    out = parser.parse_args().out.resolve()
    pages = {"learner": out / page_name(*LEARNER), "cohort": out / "index.html"}
    with TemporaryDirectory() as profile:
        browser = chromium(Path(profile), f"--window-size={WIDTH},{HEIGHT}")
        for name, page in pages.items():
            browser.get(page.as_uri())
            _write(browser.get_screenshot_as_png(), FOLDER / f"{name}.png")
        browser.quit()


def _write(png: bytes, path: Path) -> None:
    """In a palette, which halves what is otherwise the same picture."""
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
