"""Rules about errors whose message gives the cause away."""

from typing import Final

from grader.diagnosis import error_signs
from grader.diagnosis.facts import Rule

_EFFECTS: Final = frozenset(
    [
        "not_built",
        "not_flattened",
        "layer_missing",
        "layer_extra",
        "layer_size",
        "layers_swapped",
        "hidden_activation",
        "output_activation",
        "output_squashed",
        "other_model",
        "loss_mismatch",
        "metrics_missing",
        "other_optimizer",
        "other_epochs",
        "history_not_kept",
        "incomplete_answer",
        "result_dropped",
        "biases_off",
        "dropout_misplaced",
        "dropout_rate",
        "step_missing",
        "setting_missing",
        "other_setting",
    ]
)

ERRORS: Final = (
    Rule(
        name="unknown_keyword",
        lessons=(),
        message="It looks as if a keyword is misspelt: {where} in the call of `{call}`.",
        ask="What does the last line of the error say?",
        tip="A function knows its keywords by their exact spelling. {call} knows none called {where}.",
        fix="Write {keyword} in place of {where}.",
        detector=error_signs.unknown_keyword,
        before=_EFFECTS,
    ),
    Rule(
        name="numpy_attribute",
        lessons=("07_numpy",),
        message="It looks as if {where} was asked of a tensor; only NumPy's arrays have it.",
        ask="What does the error say about the kind of object, and what about its attribute?",
        tip="TensorFlow has functions for most of what NumPy has methods for.",
        fix="Use {function} in place of {where}.",
        detector=error_signs.numpy_attribute,
        before=_EFFECTS,
    ),
    Rule(
        name="inner_sizes",
        lessons=("05_single_layer", "06_multi_layer"),
        message="It looks as if two matrices were multiplied whose sizes do not fit: {where}.",
        ask="What are the shapes of the two matrices that you multiply?",
        tip="The first matrix has {columns} columns, the second one {rows} rows. These two must be equal.",
        fix="Look at the shapes again: which matrix has to be transposed, or which one belongs there?",
        detector=error_signs.inner_sizes,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="tape_asked_twice",
        lessons=("19_autodiff",),
        message="It looks as if a tape was asked for a gradient that it had given one before: {where}.",
        ask="Which tape recorded your computation, and which one do you ask?",
        tip="A tape gives one gradient. The tape of the worked example has given its own already.",
        fix="Ask the tape that stands in your own with line, and ask it once.",
        detector=error_signs.tape_asked_twice,
        before=frozenset(["incomplete_answer", "gradient_unwatched"]),
    ),
    Rule(
        name="slice_too_large",
        lessons=(),
        message="It looks as if {where} was asked of a data set that has only {count} examples here.",
        ask="How many examples does the data set hold where your file was run just now?",
        tip="The copy of a data set that comes with a course may hold fewer examples than the one on the internet.",
        fix="Say in percent which part you want, not in numbers of examples. Percents are right for every copy.",
        detector=error_signs.slice_too_large,
        before=_EFFECTS,
    ),
)
