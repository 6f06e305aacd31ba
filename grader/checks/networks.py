"""Models as networks: their normal form, and two of them side by side."""

from grader.checks.alignment import Pair, alignment, differs, swapped, tables
from grader.checks.graph import normal_form
from grader.checks.stages import Stage, departure

__all__ = ["Pair", "Stage", "alignment", "departure", "differs", "normal_form", "swapped", "tables"]
