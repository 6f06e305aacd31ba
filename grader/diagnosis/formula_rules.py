"""Rules about formulas written by hand: a neuron, two layers, softmax, a gradient."""

from functools import partial
from typing import Final

from grader.diagnosis import answers, formula_signs, values
from grader.diagnosis.facts import Rule

_NEURON: Final = ("05_single_layer", "06_multi_layer")
_SOFTMAX: Final = ("10_softmax",)

FORMULAS: Final = (
    Rule(
        name="typed_in",
        lessons=_NEURON,
        message="It looks as if a number was copied from an output: {where}.",
        hints=(
            "Would your cell still be right if the numbers it starts from were others?",
            "Replace the number by the computation that it came from.",
            "Write the formula again with the names from the given cells alone, and no digits of a result in it.",
        ),
        detector=answers.typed_in,
        before=frozenset(["bias_lost", "matrix_used_twice", "bias_used_twice", "sign_lost"]),
    ),
    Rule(
        name="sign_lost",
        lessons=_NEURON,
        message="It looks as if the minus of the sigmoid was lost.",
        hints=(
            "What should the sigmoid of a large positive number be, close to 0 or close to 1? What does yours give?",
            "Compare your activation with the formula of the lesson, sign by sign.",
            "The sigmoid is 1 / (1 + tf.exp(-x)), with a minus in the exponent, wherever you apply it.",
        ),
        detector=answers.sign_lost,
        guesses=True,
    ),
    Rule(
        name="matrix_used_twice",
        lessons=("06_multi_layer",),
        message="It looks as if one weight matrix was used for both layers.",
        hints=(
            "How many weight matrices are given, and how many does your code use?",
            "Each layer has a matrix of its own. Look at the second product.",
            "The hidden layer's product is with W1, the output layer's with W2.",
        ),
        detector=partial(answers.used_twice, kind="matrix"),
        guesses=True,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="bias_used_twice",
        lessons=("06_multi_layer",),
        message="It looks as if one bias was used for both layers.",
        hints=(
            "How many biases are given, and how many does your code use?",
            "Each layer has biases of its own: one for each of its neurons.",
            "B1 belongs to the hidden layer's product, B2 to the output layer's.",
        ),
        detector=partial(answers.used_twice, kind="bias"),
        guesses=True,
        before=frozenset(["bias_lost"]),
    ),
    Rule(
        name="bias_lost",
        lessons=_NEURON,
        message="It looks as if a bias was left out of the formula.",
        hints=(
            "Which of the given tensors does your code never use?",
            "After the sum of the products comes the bias, in each layer, before the activation.",
            "A layer is activation(tf.matmul(x, W) + b). Is the + b there for every layer?",
        ),
    ),
    Rule(
        name="activation_lost",
        lessons=_NEURON,
        message="It looks as if an activation was left out of the formula.",
        hints=(
            "Can your value lie outside of 0 to 1? What should keep it inside?",
            "Each layer ends with its activation, the hidden one too.",
            "Apply the sigmoid to the sum of every layer: once for each product in your code.",
        ),
    ),
    Rule(
        name="bias_after_activation",
        lessons=("05_single_layer", "06_multi_layer"),
        message="It looks as if a bias was added after the activation.",
        hints=(
            "In which order do the steps of the worked example come?",
            "The bias belongs to the sum that goes into the activation, not to what comes out of it.",
            "Move the bias inside the brackets: activation(… + bias), and nothing after it.",
        ),
    ),
    Rule(
        name="bias_added_per_product",
        lessons=("05_single_layer",),
        message="It looks as if the bias was added to each product, and so once for every feature.",
        hints=(
            "How often does the bias get into your sum?",
            "Add the products up first. The bias comes once, after that.",
            "Close the brackets of the sum before the bias: tf.reduce_sum(features * weights) + bias.",
        ),
    ),
    Rule(
        name="not_added_up",
        lessons=("05_single_layer",),
        message="It looks as if the products were never added up.",
        hints=(
            "How many numbers do you get, and how many does one neuron answer with?",
            "features * weights gives one product for each feature. What is done with them next?",
            "Put tf.reduce_sum(…) around features * weights, then add the bias.",
        ),
    ),
    Rule(
        name="returns_nothing",
        lessons=("10_softmax", "14_subclassing"),
        message="It looks as if {where} returns nothing: a function without `return` gives None.",
        hints=(
            "Print what your function gives for a small input.",
            "The last line computes the right thing, but a function must also hand it over.",
            "Begin the function's last line with return.",
        ),
        detector=answers.returns_nothing,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="softmax_axis",
        lessons=_SOFTMAX,
        message="It looks as if {where} adds up the columns in the place of the rows.",
        hints=(
            "Which should be 1 in total: the probabilities of one picture, or those of one digit?",
            "Each row is one picture. Along which axis do you add up when you add up a row?",
            "Sum, and take the maximum, with axis=1, not with axis=0.",
        ),
        detector=formula_signs.by_columns,
        before=frozenset(["softmax_overflow", "softmax_keepdims"]),
    ),
    Rule(
        name="softmax_whole_batch",
        lessons=_SOFTMAX,
        message="It looks as if {where} divides by the sum over the whole batch.",
        hints=(
            "What do the probabilities of one picture come to in total?",
            "A sum without an axis adds up everything. Each row needs a sum of its own.",
            "Use tf.reduce_sum(powers, axis=1, keepdims=True), where powers are the exponentials.",
        ),
        detector=formula_signs.by_everything,
        before=frozenset(["softmax_overflow", "softmax_keepdims"]),
    ),
    Rule(
        name="softmax_keepdims",
        lessons=_SOFTMAX,
        message="It looks as if the sums in {where} lost an axis, so that the division pairs them wrongly.",
        hints=(
            "Which shape has your table, and which shape have its sums?",
            "Sums of shape (64,) are laid along the columns of a (64, 10) table. They should stand beside its rows.",
            "Add keepdims=True to the sum along axis 1: then it has the shape (64, 1).",
        ),
        detector=formula_signs.without_keepdims,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="softmax_overflow",
        lessons=_SOFTMAX,
        message="It looks as if the exponentials in {where} overflow where scores are large.",
        hints=(
            "What is tf.exp(1000.0), and what is that divided by itself?",
            "Softmax stays the same when one number is subtracted from all scores of a row. Which one helps?",
            "Use tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True)) in the place of tf.exp(x).",
        ),
        detector=formula_signs.overflows,
    ),
    Rule(
        name="gradient_unwatched",
        lessons=("19_autodiff",),
        message="It looks as if the tape never saw how y comes from x, so {where} is None.",
        hints=(
            "What does GradientTape have to see to find a gradient?",
            "A tensor is only recorded once it is watched, and only what is computed inside the with block is seen.",
            "Begin the block with tape.watch(x), and compute y inside of it.",
        ),
        detector=values.gradient_missing,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="incomplete_answer",
        lessons=(),
        message="It looks as if the answer stops half-way: {where} is not there yet.",
        hints=(
            "Which name does the task ask for last?",
            "Your steps are there, but their result is not yet kept under the name that was asked for.",
            "Add the last step of the task, and keep what it gives under exactly that name.",
        ),
        detector=answers.incomplete_answer,
        before=frozenset(["not_built"]),
    ),
)
