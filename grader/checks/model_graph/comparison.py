"""Models as networks: their normal form, and two of them side by side."""

from grader.checks.model_graph.alignment import Pair, alignment, differs, swapped, tables
from grader.checks.model_graph.layers import Stage, departure
from grader.checks.model_graph.normal_form import normal_form

__all__ = ["Pair", "Stage", "alignment", "departure", "differs", "normal_form", "swapped", "tables"]
