"""A small exercise, as the search for a repair knows it."""

from pathlib import Path

from grader.limits import Limits
from grader.model import Exercise
from grader.repair.facts import repair_facts
from grader.source.records import Handout, Source, SourceCell
from grader.source.repairs import RepairFacts

GIVEN = """import tensorflow as tf
x = tf.ones((1, 2))
w = tf.ones((2, 1))
b = tf.ones((1, 1))


def activation(v):
    return 1 / (1 + tf.exp(-v))"""
STUB = (GIVEN, "y = ...")


def facts_of(answer: str) -> RepairFacts:
    """The facts of an exercise with that answer."""
    stub = Source(cells=tuple(SourceCell(text=one) for one in STUB))
    exercise = Exercise(
        id="01_small/one", title="", rubric=(), limits=Limits(), stub=Path(), reference=Path(), digest=""
    )
    reference = Source(cells=(SourceCell(text=GIVEN), SourceCell(text=answer)))
    return repair_facts(exercise, reference, Handout(stub=stub, asked=frozenset({"y"})))
