"""A small exercise, as the search for a repair knows it."""

from pathlib import Path

from grader.judging.causes.repair_facts import repair_facts
from grader.model import Exercise
from grader.sandbox.limits import Limits
from grader.source.records import Handout, RepairFacts, Source, SourceCell

GIVEN = """import tensorflow as tf
x = tf.ones((1, 2))
w = tf.ones((2, 1))
b = tf.ones((1, 1))


def activation(v):
    return 1 / (1 + tf.exp(-v))"""
STUB = (GIVEN, "y = ...")


def handout(asked: str = "y") -> Handout:
    """What it gives, where it asks for these names, a space between."""
    return Handout(stub=Source(cells=tuple(SourceCell(text=one) for one in STUB)), asked=frozenset(asked.split()))


def facts_of(answer: str, asked: str = "y") -> RepairFacts:
    """The facts of an exercise with that answer."""
    exercise = Exercise(
        id="01_small/one", title="", rubric=(), limits=Limits(), stub=Path(), reference=Path(), digest=""
    )
    reference = Source(cells=(SourceCell(text=GIVEN), SourceCell(text=answer)))
    return repair_facts(exercise, reference, handout(asked))
