"""Rules about a model's layers."""

from typing import Final

from grader.diagnosis import networks, values
from grader.diagnosis.facts import Rule, first_of

_KERAS: Final = ("11_keras",)
_SHAPE: Final = frozenset(["layer_size", "layer_missing", "layer_extra", "layers_swapped", "hidden_activation"])


LAYERS: Final = (
    Rule(
        name="not_built",
        lessons=_KERAS,
        message="It looks as if {where} was never told the shape of its input, so it has no weights.",
        ask="What does summary() say about the number of parameters?",
        tip="A model makes its weights once it knows what goes in. How does the worked example begin?",
        fix="Let the list of layers begin with tf.keras.Input(shape=…), with the shape of one picture.",
        detector=networks.not_built,
        before=_SHAPE | {"not_flattened", "other_model"},
    ),
    Rule(
        name="not_flattened",
        lessons=_KERAS,
        message="It looks as if the pictures are never flattened in {where}.",
        ask="How many numbers does the first dense layer get for each picture? Look at its parameters.",
        tip="A dense layer works on the last axis alone. The picture has to be one long row before it.",
        fix="Put tf.keras.layers.Flatten() after the input, before the first Dense.",
        detector=networks.not_flattened,
        before=_SHAPE,
    ),
    Rule(
        name="layers_swapped",
        lessons=_KERAS,
        message="It looks as if the layers are the right ones in the wrong order, from {where} on.",
        ask="Read the sizes of your layers from top to bottom, and the task's beside them.",
        tip="All the sizes are there. Data go through the list from the first entry to the last.",
        fix="Swap the layers until the sizes follow the task's order.",
        detector=networks.layers_swapped,
        before=frozenset(["hidden_activation", "output_activation"]),
    ),
    Rule(
        name="layer_missing",
        lessons=_KERAS,
        message="It looks as if a layer is missing: {where}.",
        ask="Count your dense layers, and those of the task.",
        tip="The output layer counts as a layer too. Go through the task from the input to the output.",
        fix="Add {where} at its place in the list.",
        detector=networks.layer_missing,
    ),
    Rule(
        name="layer_extra",
        lessons=_KERAS,
        message="It looks as if there is a layer too many: {where}.",
        ask="Count your dense layers, and those of the task.",
        tip="One of your layers has no counterpart in the task. Was a cell run twice that adds layers?",
        fix="Take {where} out of the list.",
        detector=networks.layer_extra,
    ),
    Rule(
        name="layer_size",
        lessons=_KERAS,
        message="It looks as if a layer has another number of neurons than asked for: {where}.",
        ask="Compare the sizes in your summary with those of the task.",
        tip="The first argument of Dense is its number of neurons. One of them departs.",
        fix="Change the number of neurons of {where} to that of the task, and leave the others.",
        detector=networks.layer_size,
    ),
    Rule(
        name="biases_off",
        lessons=("11_keras", "12_weights"),
        message="It looks as if biases are switched off: {where}.",
        ask="How many parameters has each layer, and how many of them are biases?",
        tip="A dense layer has one bias for each neuron, unless it is told otherwise.",
        fix="Take use_bias=False out of the layers.",
        detector=networks.biases_off,
    ),
    Rule(
        name="hidden_activation",
        lessons=_KERAS,
        message="It looks as if a hidden layer has no activation, or another one than asked for: {where}.",
        ask="Which activation does the task name for the hidden layers? Look at each of them.",
        tip="A Dense without an activation is linear, and two linear layers are no more than one.",
        fix="Give every hidden layer the activation of the task, such as activation='relu'.",
        detector=networks.hidden_activation,
    ),
    Rule(
        name="output_activation",
        lessons=_KERAS,
        message="It looks as if the output layer has no activation, or another one than asked for: {where}.",
        ask="What should the outputs of one picture come to in total?",
        tip="The output layer turns its ten sums into probabilities. Which activation does that, once?",
        fix="End the list with a Dense of ten neurons and activation='softmax', and nothing after it.",
        detector=networks.output_activation,
    ),
    Rule(
        name="output_squashed",
        lessons=("10_softmax",),
        message="It looks as if an activation was put on scores that should stay as they are: {where}.",
        ask="In which range do your values lie, and what should they be: scores or probabilities?",
        tip="The scores of the last layer may be any numbers. Only softmax makes probabilities of them, once.",
        fix="Leave the activation out there: the last step before softmax is a product plus a bias.",
        detector=first_of(networks.output_squashed, values.double_activation),
        guesses=True,
    ),
    Rule(
        name="dropout_misplaced",
        lessons=("23_dropout",),
        message="It looks as if the Dropout layers of {where} are not where they belong.",
        ask="Which layers does the task want thinned out in training, and which not?",
        tip="Dropout follows the hidden layer whose outputs it drops. Neither picture nor output is dropped.",
        fix="Put one Dropout after each hidden Dense layer, and none before the first or after the last.",
        detector=networks.dropout_misplaced,
        before=_SHAPE,
    ),
    Rule(
        name="dropout_rate",
        lessons=("23_dropout",),
        message="It looks as if Dropout has another rate than asked for: {where}.",
        ask="What does the number in Dropout(…) stand for?",
        tip="It is the share of outputs that is dropped, not the share that is kept.",
        fix="Write the share to drop that the task names into each Dropout.",
        detector=networks.dropout_rate,
    ),
)
