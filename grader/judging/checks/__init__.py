"""What can be checked: one table that maps each check's name to a pure function.

To add a check, write a function in `checks/<noun>.py`, its name here, and a test in `tests/grader/judging/checks/`. Its
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

_ALL: tuple[Check, ...] = (
    *(tensors.tensor_shape, tensors.tensor_dtype, tensors.value_kind, tensors.tensor_values),
    *(tensors.tensor_range, tensors.nearer_value, tensors.step_values, functions.function_values),
    *(models.model_built, models.model_layers, models.parameter_count, constraints.model_has, models.layer_names),
    *(predictions.accuracy, training.epochs, fits.trained_on, training.loss_falls, code.code_uses),
    *(code.code_avoids, code.code_computes, datasets.dataset_elements, datasets.dataset_source),
    *(datasets.dataset_range, datasets.dataset_length, datasets.dataset_examples, datasets.dataset_disjoint),
    *(datasets.dataset_shuffled, dataset_steps.dataset_steps, training.history_series, training.validated_with),
    *(training.validation_loss, compiling.compiled_with, models.frozen_weights, models.trainable_weights),
    *(callbacks.callback_settings, callbacks.stopped_early, identity.predicted_by, identity.evaluated_by),
    *(functions.class_builds, behaviour.training_only, behaviour.dataset_varies, functions.function_gradient),
    *(files.saved_model, files.same_answers, devices.device_chosen, devices.device_named, devices.computed_on),
    *(figures.figure_image, figures.figure_bars),
)
CHECKS: Mapping[str, Check] = {one.__name__: one for one in _ALL}
