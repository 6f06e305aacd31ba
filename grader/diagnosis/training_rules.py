"""Rules about training: the model that is trained, how it is compiled, what is kept."""

from typing import Final

from grader.diagnosis import answers, networks, training_signs
from grader.diagnosis.facts import Rule, first_of

_TRAINING: Final = ("18_training",)
_DETAILS: Final = frozenset(
    ["layer_size", "layer_missing", "layer_extra", "layers_swapped", "hidden_activation", "output_activation"]
)
_COMPILING: Final = ("17_compiling", "18_training")


OTHER_MODEL: Final = Rule(
    name="other_model",
    lessons=("13_predictions", "18_training", "11_keras"),
    message="It looks as if another model was used than the one asked for: {where}.",
    ask="How many models are there in your notebook, and which of them does the task name?",
    tip="Every step of the task is about one model. The worked example's, or a second one of yours, is not it.",
    fix="Use the model that the task names in every line, and do not make it again later.",
    detector=first_of(answers.other_given, networks.example_again, training_signs.other_model),
    before=_DETAILS | {"given_instead", "incomplete_answer", "history_not_kept", "only_a_name", "other_epochs"},
)

TRAININGS: Final = (
    OTHER_MODEL,
    Rule(
        name="loss_mismatch",
        lessons=_COMPILING,
        message="It looks as if the loss does not fit the labels or the last layer: {where}.",
        ask="Are the labels whole numbers, or rows with a single 1? Are the outputs probabilities or scores?",
        tip="Labels that are whole numbers need a sparse loss. Outputs of softmax are probabilities, not logits.",
        fix="Compile with loss={loss}.",
        detector=training_signs.loss_mismatch,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="metrics_missing",
        lessons=_COMPILING,
        message="It looks as if the model was compiled without the accuracy.",
        ask="What do evaluate and the history report besides the loss?",
        tip="A model measures only what compile was asked to measure.",
        fix="Add metrics={metrics} to compile.",
        detector=training_signs.metrics_missing,
    ),
    Rule(
        name="other_optimizer",
        lessons=_COMPILING,
        message="It looks as if another optimizer was used than asked for: {where}.",
        ask="Which optimizer does the task name?",
        tip="Optimizers take steps of very different sizes. Where one has arrived, another has hardly moved.",
        fix="Compile with optimizer={optimizer}.",
        detector=training_signs.other_optimizer,
    ),
    Rule(
        name="frozen",
        lessons=("18_training", "32_transfer"),
        message="It looks as if layers were frozen that should be trained: {where}.",
        ask="How many parameters does summary() call trainable?",
        tip="A layer whose trainable is False keeps the weights that it began with.",
        fix="Leave these layers trainable: set trainable = False for none of them.",
        detector=first_of(networks.frozen_layers, training_signs.code_freezes),
    ),
    Rule(
        name="unfrozen",
        lessons=("32_transfer",),
        message="It looks as if weights that should stay as they are take part in the training: {where}.",
        ask="How many parameters does summary() call trainable, and how many has the new layer?",
        tip="Trained on few pictures, a pretrained network loses what it has learned, and takes very long.",
        fix="Leave trainable = True out: the pretrained network stays frozen, its new layer does not.",
        detector=training_signs.unfrozen,
        before=frozenset(["not_frozen"]),
    ),
    Rule(
        name="not_normalised",
        lessons=("09_pipelines", "18_training"),
        message="It looks as if the training saw raw pixels from 0 to 255: {where}.",
        ask="In which range lie the pixels of one batch that you train on?",
        tip="The data set as it was loaded holds whole numbers from 0 to 255. {trains_on} holds the prepared ones.",
        fix="Call fit with {trains_on}.",
        detector=training_signs.not_normalised,
        before=frozenset(["given_instead"]),
    ),
    Rule(
        name="labels_apart",
        lessons=("09_pipelines", "18_training"),
        message="It looks as if pictures came to `fit` with labels of other pictures: {where}.",
        ask="Draw the first pictures that fit gets, each with its label above it. Do they belong together?",
        tip="A picture and its label are one element of a data set. A shuffle that moves only one of them parts them.",
        fix="Give fit the pairs of the data set as they are, and shuffle or change them only together.",
        detector=training_signs.other_labels,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="history_not_kept",
        lessons=_TRAINING,
        message="It looks as if {where} is not what fit returned.",
        ask="What does print(type({where})) show?",
        tip="fit returns an object that records each epoch. Keep it, as it is, where fit is called.",
        fix="Write {where} = {trained}.fit(…), and nothing after the closing bracket.",
        detector=training_signs.history_not_kept,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="trained_again",
        lessons=_TRAINING,
        message="It looks as if fit was called more than once, so that {where} records the last call alone.",
        ask="How often does your code call fit, and for how many epochs each time?",
        tip="Each call returns a history of its own. Only the last one is left under the name.",
        fix="Call fit once, with epochs={epochs}, and not in a loop.",
        detector=training_signs.trained_again,
    ),
    Rule(
        name="other_epochs",
        lessons=_TRAINING,
        message="It looks as if `fit` was asked for another number of epochs than the task names.",
        ask="How many epochs does your call of fit ask for, and how many does the task?",
        tip="The number of epochs is an argument of fit. Without it there is only one.",
        fix="Call fit with epochs={epochs}.",
        detector=training_signs.other_epochs,
        before=frozenset(["literal_for_name"]),
    ),
    Rule(
        name="monitor_training",
        lessons=("22_early_stopping",),
        message="It looks as if the early stopping watches the training itself: {where}.",
        ask="Which of the two losses rises again when a network begins to learn by heart?",
        tip="The loss on the training data nearly always falls. What should stop the training is the other one.",
        fix="Write monitor='{monitor}'.",
        detector=training_signs.monitors_training,
        before=frozenset(["callback_setting", "other_setting"]),
    ),
)
