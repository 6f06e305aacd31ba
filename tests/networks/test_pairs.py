"""The normal form knows the same network in other words, and another network by one thing that differs."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.kernel

ROOT = Path(__file__).parents[2]


@cache
def found() -> dict[str, dict[str, str]]:
    """What the normal form finds to differ, by kind of pair and name."""
    command = [sys.executable, "-m", "tests.networks.pairs"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    pairs: dict[str, dict[str, str]] = json.loads(run.stdout)
    return pairs


def test_the_same_network_is_the_same_in_other_words() -> None:
    """Nothing is found to differ between two spellings."""
    assert {name: what for name, what in found()["alike"].items() if what} == {}


def test_one_thing_that_differs_makes_another_network() -> None:
    """Something is found to differ, in a sentence that says where."""
    unseen = {name: what for name, what in found()["different"].items() if not what.startswith(("at ", "after "))}

    assert unseen == {}
