"""The corpus of spellings is what it says: proved by TensorFlow, without any check of ours."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*_blind.py"))
NETWORKS = sorted({path.parent.name for path in FILES})
ENOUGH = 20
"""Spellings that each file has at least."""

Proof = dict[str, dict[str, dict[str, str]]]


def name_of(path: Path) -> str:
    return path.relative_to(HERE).as_posix()


@pytest.fixture(scope="module")
def proof() -> Proof:
    """What TensorFlow says sets each spelling apart, by network, file and name."""
    command = [sys.executable, str(HERE / "prove.py")]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    found: Proof = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_has_enough_spellings_that_differ(path: Path) -> None:
    """No spelling is a copy of another, and none has another's name."""
    parts = re.split(r"^# %% (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    trees = {ast.dump(ast.parse(code)) for code in parts[2::2]}

    assert len(parts[1::2]) == len(set(parts[1::2])) == len(trees) >= ENOUGH


@pytest.mark.corpus
@pytest.mark.parametrize("network", NETWORKS)
def test_an_equivalent_computes_what_the_reference_computes(network: str, proof: Proof) -> None:
    """Weights, outputs in use, outputs in training and gradients are the reference's, the weights being copied."""
    differences = {name: why for name, why in proof[network]["equivalent_blind"].items() if why}

    assert not differences


@pytest.mark.corpus
@pytest.mark.parametrize("network", NETWORKS)
def test_a_near_miss_computes_something_else(network: str, proof: Proof) -> None:
    """Something sets each one apart from the reference, beyond rounding and chance."""
    doubts = {name: why for name, why in proof[network]["near_misses_blind"].items() if not why or "unclear" in why}

    assert not doubts
