"""Every attack, and after it an honest submission: the attack ends as it must, and nothing else has changed."""

import asyncio
from pathlib import Path

import pytest

from grader.engine.engine import Engine
from grader.sandbox.outside.kernel_factory import Kernels
from tests.containment import attacks, pages, trial
from tests.containment.host import Host

pytestmark = pytest.mark.containment

FOLDERS = attacks.folders()
GRADED = [folder for folder in FOLDERS if attacks.load(folder).is_graded()]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_attack_changes_nothing_but_its_own_mark(
    folder: Path, kernels: Kernels, loop: asyncio.Runner, host: Host
) -> None:
    """It ends as expected, what it was refused it did not get, and outside and afterwards all is as before."""
    assert trial.failures(attacks.load(folder), kernels, loop, host) == []


@pytest.mark.parametrize("folder", GRADED, ids=lambda folder: folder.name)
def test_a_graded_attack_reaches_no_page_and_earns_nothing(
    folder: Path, loop: asyncio.Runner, host: Host, engine: Engine
) -> None:
    """Handed in and graded, it earns no more than it may, and nothing of it is live on a page or a terminal."""
    try:
        pages.check(folder, engine, loop)
    finally:
        host.settle()  # the engine has a zygote of its own from now on
