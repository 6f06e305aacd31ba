"""`grader manual`: the manual's site in a browser, or its Markdown if the site was not built."""

import webbrowser
from pathlib import Path

from rich.markup import escape

from grader.commands import console

PAGES = Path(__file__).parents[1] / "manual"
SITE = PAGES / "site" / "index.html"
"""Made by `make manual`; packages bring it along, a checkout has it once somebody has built it."""


def run_manual() -> int:
    """The exit code, always 0. What is opened is printed too, as not every machine has a browser."""
    built = SITE.is_file()
    if not built:
        console.out.print(
            "The manual's site was not built here (`make manual` builds it). These are its Markdown pages."
        )
    address = (SITE if built else PAGES).as_uri()
    opened = webbrowser.open(address)
    console.out.print(f"{'Opened' if opened else 'No browser here. Open'} {escape(address)}")
    return 0
