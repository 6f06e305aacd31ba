"""Models as networks: their normal form, and two of them side by side."""

from grader.judging.checks.model_graph.alignment import (
    Pair,
    alignment,
    first_layer_difference,
    layer_tables,
    swapped_pair,
)
from grader.judging.checks.model_graph.layers import Stage, layer_difference
from grader.judging.checks.model_graph.normal_form import normal_form
