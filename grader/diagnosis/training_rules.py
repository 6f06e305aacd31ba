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
    tip="The lesson's example has a model of its own. Every step of the task wants yours, as your last cell leaves it.",
    fix="Make the model once, under the name of the task, and use exactly that name in every later line.",
    detector=first_of(answers.other_given, networks.example_again, training_signs.other_model),
    before=_DETAILS | {"incomplete_answer", "history_not_kept", "other_epochs"},
)

TRAININGS: Final = (
    OTHER_MODEL,
    Rule(
        name="loss_mismatch",
        lessons=_COMPILING,
        message="It looks as if the loss does not fit the labels or the last layer: {where}.",
        ask="Are the labels numbers such as 7, or rows with a single 1? Are the outputs probabilities or scores?",
        tip="Labels that are whole numbers want a sparse loss. Outputs of softmax are no logits.",
        fix="Compile with loss='sparse_categorical_crossentropy'.",
        detector=training_signs.loss_mismatch,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="metrics_missing",
        lessons=_COMPILING,
        message="It looks as if the model was compiled without the accuracy.",
        ask="What does evaluate, or the history, tell besides the loss?",
        tip="A model measures only what compile was asked to measure.",
        fix="Add metrics=['accuracy'] to compile.",
        detector=training_signs.metrics_missing,
    ),
    Rule(
        name="other_optimizer",
        lessons=_COMPILING,
        message="It looks as if another optimizer was used than asked for: {where}.",
        ask="Which optimizer does the task name?",
        tip="Optimizers take steps of very different sizes, so that one may not get anywhere where another is done.",
        fix="Compile with optimizer='adam'.",
        detector=training_signs.other_optimizer,
    ),
    Rule(
        name="frozen",
        lessons=("18_training", "32_transfer"),
        message="It looks as if layers were frozen before the training: {where}.",
        ask="How many parameters does summary() call trainable?",
        tip="A layer whose trainable is False keeps the weights that it began with.",
        fix="Take trainable = False out, and compile and train again.",
        detector=first_of(networks.frozen_layers, training_signs.code_freezes),
    ),
    Rule(
        name="unfrozen",
        lessons=("32_transfer",),
        message="It looks as if weights that should stay as they are take part in the training: {where}.",
        ask="How many parameters does summary() call trainable, and how many has the new layer?",
        tip="Trained on few pictures, a pretrained network loses what it has learned, and takes very long.",
        fix="Leave trainable = True out: the network is frozen, its new layer is not.",
        detector=training_signs.unfrozen,
    ),
    Rule(
        name="not_normalised",
        lessons=("09_pipelines", "18_training"),
        message="It looks as if the training saw raw pixels from 0 to 255: {where}.",
        ask="In which range lie the pixels of one batch that you train on?",
        tip="The data set as it was loaded holds whole numbers from 0 to 255. Which name holds the others?",
        fix="Call fit with the normalised batches, training_batches.",
        detector=training_signs.not_normalised,
    ),
    Rule(
        name="history_not_kept",
        lessons=_TRAINING,
        message="It looks as if {where} is not what fit returned.",
        ask="What does type(history) say?",
        tip="fit gives back an object that tells of each epoch. It has to be kept, as it is, where fit is called.",
        fix="Write history = my_model.fit(…), and nothing behind the closing bracket.",
        detector=training_signs.history_not_kept,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="trained_again",
        lessons=_TRAINING,
        message="It looks as if fit was called more than once, so that {where} tells of the last call alone.",
        ask="How often does your code call fit, and for how many epochs each time?",
        tip="Each call returns a history of its own. Only the last one is left under the name.",
        fix="Call fit once, with epochs=EPOCHS, and not in a loop.",
        detector=training_signs.trained_again,
    ),
    Rule(
        name="other_epochs",
        lessons=_TRAINING,
        message="It looks as if the training went on for another number of epochs than asked for.",
        ask="What does len({where}.history['loss']) say, and what does the task?",
        tip="The number of epochs is an argument of fit. Without it there is only one.",
        fix="Call fit with epochs=EPOCHS.",
        detector=training_signs.other_epochs,
    ),
    Rule(
        name="monitor_training",
        lessons=("22_early_stopping",),
        message="It looks as if the early stopping watches the training itself: {where}.",
        ask="Which of the curves turns up again when a network begins to learn by heart?",
        tip="The loss on the training data nearly always falls. What should stop the training is the other one.",
        fix="Write monitor='val_loss'.",
        detector=training_signs.monitors_training,
    ),
)
