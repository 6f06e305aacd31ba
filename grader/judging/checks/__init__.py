"""What can be checked: one table that maps each check's name to a pure function.

To add a check, write a function in `checks/<noun>.py`, one line here, and a test in `tests/grader/judging/checks/`. Its
keyword-only parameters are its TOML keys, and their types (`grader.judging.checks.parameters`) determine what TOML may
hold and what the probe is asked. A check raises ValueError if the reference itself shows nothing to judge by: that is
the author's error, and no learner loses points because of it. Something that no probe observes yet needs a new kind of
evidence first.

Begin with `CHECKS`, and with `requests.plan`, which turns a rubric into the one request that a probe gets. Each check
is in the module of what it looks at:

On values: tensors, functions, identity, predictions, devices
On models: models, constraints, behaviour, compiling, training, fits, callbacks
On data:   datasets, dataset_steps
On others: files, figures, code

The other modules contain what checks share:

parameters, requests                  what TOML may hold, and what the probe is asked
findings, trust                       messages that all checks share, and how far a finding can be trusted
hidden_inputs, own_values             values that a learner's code cannot know, and values that the learner chose
derived_values, intermediate_values   whether a value was computed, and how far a learner got
array_difference, changes             how two arrays differ, and what kind of change something makes
clean_room_models, model_graph        models as a clean room found them, and models as networks
dataset_passes, dataset_replays       the elements that a pipeline yielded, as run and on hidden examples
accuracy_bar                          what a training may come to, computed from trainings over many seeds
"""

from collections.abc import Mapping

from grader.judging.checks import (
    behaviour,
    callbacks,
    code,
    compiling,
    constraints,
    dataset_steps,
    datasets,
    devices,
    figures,
    files,
    fits,
    functions,
    identity,
    models,
    predictions,
    tensors,
    training,
)
from grader.judging.checks.parameters import Check

CHECKS: Mapping[str, Check] = {
    "tensor_shape": tensors.tensor_shape,
    "tensor_dtype": tensors.tensor_dtype,
    "value_kind": tensors.value_kind,
    "tensor_values": tensors.tensor_values,
    "tensor_range": tensors.tensor_range,
    "nearer_value": tensors.nearer_value,
    "step_values": tensors.step_values,
    "function_values": functions.function_values,
    "model_built": models.model_built,
    "model_layers": models.model_layers,
    "parameter_count": models.parameter_count,
    "model_has": constraints.model_has,
    "layer_names": models.layer_names,
    "accuracy": predictions.accuracy,
    "epochs": training.epochs,
    "trained_on": fits.trained_on,
    "loss_falls": training.loss_falls,
    "code_uses": code.code_uses,
    "code_avoids": code.code_avoids,
    "code_computes": code.code_computes,
    "dataset_elements": datasets.dataset_elements,
    "dataset_source": datasets.dataset_source,
    "dataset_range": datasets.dataset_range,
    "dataset_length": datasets.dataset_length,
    "dataset_examples": datasets.dataset_examples,
    "dataset_disjoint": datasets.dataset_disjoint,
    "dataset_shuffled": datasets.dataset_shuffled,
    "dataset_steps": dataset_steps.dataset_steps,
    "history_series": training.history_series,
    "validated_with": training.validated_with,
    "validation_loss": training.validation_loss,
    "compiled_with": compiling.compiled_with,
    "frozen_weights": models.frozen_weights,
    "trainable_weights": models.trainable_weights,
    "callback_settings": callbacks.callback_settings,
    "stopped_early": callbacks.stopped_early,
    "predicted_by": identity.predicted_by,
    "evaluated_by": identity.evaluated_by,
    "class_builds": functions.class_builds,
    "training_only": behaviour.training_only,
    "dataset_varies": behaviour.dataset_varies,
    "function_gradient": functions.function_gradient,
    "saved_model": files.saved_model,
    "same_answers": files.same_answers,
    "device_chosen": devices.device_chosen,
    "device_named": devices.device_named,
    "computed_on": devices.computed_on,
    "figure_image": figures.figure_image,
    "figure_bars": figures.figure_bars,
}
