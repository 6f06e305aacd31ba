"""Random models over every layer that Keras has: what they compute decides, and the normal form agrees."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.corpus

ROOT = Path(__file__).parents[2]
SEED, COUNT = 33, 240
"""The seed of all that is drawn, and how many models are made: about two of each layer."""
MOST = 0.02
"""Of the models that are said in other words, the share that may be taken for others."""


@cache
def tried() -> dict[str, Any]:
    """What came of the models."""
    command = [sys.executable, "-m", "tests.networks.tries", str(SEED), str(COUNT)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    print(run.stdout)  # noqa: T201 - the figures are what people run this for
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_every_layer_has_a_recipe_or_a_reason() -> None:
    """A layer that a new version of Keras brings is noticed."""
    code = "from tests.networks.random_models import unknown; print(unknown())"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert run.stdout.strip() == "[]"


def test_no_model_passes_for_another_one() -> None:
    """Neither the normal form nor a clean room's comparison takes models for alike that compute different things."""
    wrong = [one for one in tried()["disagreements"] if one.startswith("WRONG")]

    assert wrong == []


def test_other_words_are_the_same_model() -> None:
    """Hardly a respelling is taken for another model."""
    words = tried()["words"]
    missed = words.get("same, other form", 0) - words.get("same, other form, proved to be the same", 0)

    assert missed <= MOST * (missed + words["same, same form"]), tried()["disagreements"]


def test_settings_that_do_not_matter_make_no_other_model() -> None:
    """A changed setting that changes nothing is no fault, as far as a clean room can show it."""
    changes = tried()["changes"]
    missed = changes.get("same, other form", 0) - changes.get("same, other form, proved to be the same", 0)

    assert missed <= 0.1 * (missed + changes["same, same form"]), tried()["disagreements"]
