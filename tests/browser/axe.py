"""axe-core, which finds what hinders people who use a keyboard, a screen reader or large type.

It comes from npm as some of the data does, is checked by sha256 and kept in the cache; nothing of it is passed on.
No package for Python that holds it will do: it is of 2024 or older there, wants Python 3.12, or comes with Playwright.
"""

import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from selenium.webdriver import Chrome

from grader.course.datasets import downloads
from grader.course.datasets.datasets import cache_home

PACKAGE: Final = "axe-core@4.14.1"
SHA256: Final = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"
SCRIPT: Final = "axe.min.js"
RUN: Final = "axe.run(document, {resultTypes: ['violations']}).then((found) => JSON.stringify(found.violations))"
"""All of its rules but the experimental ones and those of WCAG's level AAA."""
UNFOLD: Final = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


def axe_script() -> str:
    """The script, fetched once. Raises `SystemFault` where npm can't be had, or gives something else."""
    folder = cache_home() / "axe"
    place = folder / PACKAGE
    with downloads.folder_lock(folder):
        if not place.exists():
            with downloads.partial_folder(folder, mib=10, command="make browser") as scratch:
                downloads.move_into_place(_fetch(scratch), place)
    return (place / SCRIPT).read_text(encoding="utf-8")


def _fetch(scratch: Path) -> Path:
    """A folder with the script in it."""
    trouble = f"{PACKAGE}: npm's registry can't be reached; connect to the internet and type: make browser"
    archive = downloads.fetch_npm_package(
        PACKAGE, SHA256, scratch, name=f"{PACKAGE}: it comes from npm", trouble=trouble
    )
    made = scratch / "made"
    made.mkdir()
    with tarfile.open(archive) as members:
        found = members.extractfile(f"package/{SCRIPT}")
        assert found is not None, "the archive is the pinned one"
        (made / SCRIPT).write_bytes(found.read())
    return made


def violations(browser: Chrome, script: str) -> list[str]:
    """What axe says against the page as it is shown, with all unfolded, of any impact: a line for each element."""
    browser.execute_cdp_cmd("Runtime.evaluate", {"expression": UNFOLD})
    browser.execute_cdp_cmd("Runtime.evaluate", {"expression": script})
    asked = {"expression": RUN, "awaitPromise": True, "returnByValue": True}
    found: list[Mapping[str, Any]] = json.loads(browser.execute_cdp_cmd("Runtime.evaluate", asked)["result"]["value"])
    return [f"{one['impact']}: {one['id']}: {node['html'][:300]}" for one in found for node in one["nodes"]]
