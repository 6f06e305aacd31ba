"""Models as networks: their normal form, and two of them side by side.

Begin with `normal_form.normal_form`, and with `alignment.alignment`.

normal_form  a model's layers in a form that is the same for two spellings of one architecture
layers       one layer in normal form, and how two of them differ
alignment    which layers of two models match, and which layer explains a difference
"""

from grader.judging.checks.model_graph.alignment import (
    Pair,
    alignment,
    first_layer_difference,
    layer_tables,
    swapped_pair,
)
from grader.judging.checks.model_graph.layers import Stage, layer_difference
from grader.judging.checks.model_graph.normal_form import normal_form
