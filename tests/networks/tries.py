"""Random small models with one setting changed, or in other words: what they compute, beside what is found to differ.

usage: PYTHONPATH=. python -P -m tests.networks.tries SEED COUNT [LAYER …]

As a program it prints one JSON object: how many pairs computed the same or not, and were found to be alike or not; and
each pair in which the two disagree, with its seed.
"""

import json
import random
import sys
import warnings
from collections import Counter
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.probe.inside.divergence import same_function
from tests.networks.layer_recipes import RECIPES
from tests.networks.pairs import difference
from tests.networks.random_models import NoModelError, base, computes_the_same, filled, one_change, shown
from tests.networks.respellings import Call, respelled

RTOL, ATOL = 1e-4, 1e-5
"""As wide as the same sums in another order."""


class Tries:
    """What has been found so far."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.disagreements: list[str] = []

    def note(self, what: str, *, same: bool, found: str, proved: bool) -> None:
        """Note a pair: whether it computes the same, what the normal form finds, and what a clean room would say."""
        self.counts[f"{'same' if same else 'other'}, {'other' if found else 'same'} form"] += 1
        if same and found:
            self.counts["same, other form, proved to be the same"] += proved
            self.disagreements.append(f"{'proved' if proved else 'MISSED'}: {what}: {found}")
        if not same and (proved or not found):
            self.counts["taken for the same, and it is not"] += 1
            sys.stderr.write(f"WRONG: {what}\n")
            self.disagreements.append(f"WRONG: {what}: {found}, {proved}")


def proved(one: keras.Model, other: keras.Model) -> bool:
    """Whether a clean room would find that two models compute the same."""
    try:
        return same_function(one, other, 5)
    except Exception:  # noqa: BLE001 - as in a clean room
        return False


def try_changes(kind: str, seed: int, changes: Tries, *, times: int) -> None:
    """One model with a layer, and one setting changed some times."""
    choice = random.Random(seed)  # noqa: S311 - no secret
    model = base(kind, choice)
    for _ in range(times):
        try:
            what, other = one_change(model, choice)
            same = computes_the_same(model, other)
        except (NoModelError, ValueError, TypeError, tf.errors.OpError):
            changes.counts["no model"] += 1
        else:
            found = difference(other, model)
            changes.note(f"{kind} {seed} {what}", same=same, found=found, proved=proved(other, model))


def try_words(kind: str, seed: int, words: Tries, *, times: int) -> None:
    """One model with a layer, said in other words some times."""
    choice = random.Random(seed)  # noqa: S311 - no secret
    model = base(kind, choice)
    for _ in range(times):
        filled(model, 1)
        try:
            what, other, call = respelled(model, choice)
            same = all(_answers_alike(model, other, call, shown(model, number)) for number in (1, 2))
        except (NoModelError, ValueError, TypeError, tf.errors.OpError):
            words.counts["no model"] += 1
        else:
            found = difference(other, model)
            plain = bool(found) and "class" not in what.partition(":")[0]
            words.note(f"{kind} {seed} {what}", same=same, found=found, proved=plain and proved(other, model))


def _answers_alike(model: keras.Model, other: keras.Model, call: Call, inputs: list[Any]) -> bool:
    for one in (*model.variables, *other.variables):
        if "seed_generator" in one.path:
            one.assign(np.array([1, 0], one.dtype))
    own = keras.tree.flatten(model(inputs[0] if len(inputs) == 1 else inputs, training=False))
    said = keras.tree.flatten(call(inputs, training=False))
    return len(own) == len(said) and all(
        np.allclose(one, other, RTOL, ATOL, equal_nan=True)
        if one.dtype.is_floating
        else np.array_equal(np.asarray(one), np.asarray(other))
        for one, other in zip(own, said, strict=True)
    )


def tried(seed: int, count: int, kinds: list[str]) -> dict[str, Any]:
    """What comes of so many models, which take turns with the layers."""
    changes, words = Tries(), Tries()
    for number in range(count):
        kind = kinds[number % len(kinds)]
        sys.stderr.write(f"{number} {kind} {dict(changes.counts)} {dict(words.counts)}\n")
        try_changes(kind, 100_000 * seed + number, changes, times=3)
        try_words(kind, 100_000 * seed + number, words, times=2)
        keras.backend.clear_session()
    return {
        "changes": changes.counts,
        "words": words.counts,
        "disagreements": [*changes.disagreements, *words.disagreements],
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    first, many, *named = sys.argv[1:]
    sys.stdout.write(json.dumps(tried(int(first), int(many), named or sorted(RECIPES)), indent=1))
