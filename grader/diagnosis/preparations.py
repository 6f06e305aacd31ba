"""Rules about how data are loaded, split and prepared."""

from typing import Final

from grader.diagnosis import elements, pipelines, values
from grader.diagnosis.facts import Facts, Rule, first_of
from grader.source.code_view import Code, constants, tail

_PIPELINES: Final = ("09_pipelines",)
_WHITE: Final = 255


def _scaled_wrong(facts: Facts) -> str | None:
    where = elements.images_scaled(facts)
    if where or not _divides(facts.solution):
        return where
    guess = pipelines.scaled_wrong(facts) if elements.may_differ(facts, 0) else None
    return values.scaled_again(facts) or pipelines.cut_to_integers(facts) or guess


def _divided_needlessly(facts: Facts) -> str | None:
    """Pixels divided where the reference's are raw, or lie within 0 to 1 as they come."""
    where = elements.images_divided(facts) or values.divided(facts, raw=True)
    return where if where or _divides(facts.solution) else values.divided(facts, raw=False)


def _divides(code: Code) -> bool:
    """Whether code divides by 255 in any spelling."""
    words = {tail(node) for node in code.nodes}
    return _WHITE in constants(code.nodes) or bool(words & {"Rescaling", "convert_image_dtype"})


def _labels_scaled(facts: Facts) -> str | None:
    guess = pipelines.code_scales_labels(facts) if elements.may_differ(facts, 1) else None
    return elements.labels_scaled(facts) or guess


PREPARATIONS: Final = (
    Rule(
        name="steps_not_kept",
        lessons=_PIPELINES,
        message="It looks as if what {where} makes is thrown away.",
        ask="What does the data set hold before that line, and what after it?",
        tip="A step such as map or batch leaves its data set as it is, and returns another one.",
        fix="Give the result a name, and use that name from then on.",
        detector=pipelines.steps_not_kept,
        before=frozenset(["labels_scaled", "scaled_wrong", "batched_before_shuffled", "other_batch_size"]),
    ),
    Rule(
        name="pairs_as_one",
        lessons=_PIPELINES,
        message="It looks as if {where} takes a picture alone, where a picture and its label come together.",
        ask="What does the error say about the number of arguments, and what is one element of the data set?",
        tip="Each element is a pair. map calls the function with both of its parts, and keeps what it returns.",
        fix="Take two arguments and return two: def …(image, label): … return image, label.",
        detector=pipelines.pairs_as_one,
        before=frozenset(["labels_scaled", "scaled_wrong", "incomplete_answer"]),
    ),
    Rule(
        name="labels_scaled",
        lessons=_PIPELINES,
        message="It looks as if {where} divides the labels too.",
        ask="Which values do the labels of one batch have?",
        tip="A label is the number of a class. Only the picture's brightness is brought into the range 0 to 1.",
        fix="Return the label exactly as it came in.",
        detector=_labels_scaled,
        before=frozenset(["labels_apart"]),
    ),
    Rule(
        name="scaled_wrong",
        lessons=_PIPELINES,
        message="It looks as if the pixels of {where} are not divided by 255 exactly once.",
        ask="What are the smallest and the largest pixel of one batch, and which dtype do they have?",
        tip="Pixels come as numbers from 0 to 255. They are made floating-point first, then divided, once.",
        fix="Cast the pixels to tf.float32 and divide them by 255, in one place alone.",
        detector=_scaled_wrong,
    ),
    Rule(
        name="divided_needlessly",
        lessons=("08_mnist",),
        message="It looks as if the pixels of {where} were divided by 255, and they are to stay as they are.",
        ask="What is the largest pixel of {where}, and what does the task say about the values?",
        tip="Here the numbers are wanted as they come. No step of the task brings them into another range.",
        fix="Leave the division out.",
        detector=_divided_needlessly,
    ),
    Rule(
        name="batched_before_shuffled",
        lessons=_PIPELINES,
        message="It looks as if {where} is batched before it is shuffled.",
        ask="What is shuffled once the data are in batches: pictures or batches?",
        tip="After batch whole batches change places, and each holds the same pictures in every epoch.",
        fix="Call shuffle before batch.",
        detector=first_of(elements.batched_before_shuffled, pipelines.code_batches_first),
    ),
    Rule(
        name="other_batch_size",
        lessons=_PIPELINES,
        message="It looks as if the batches of {where} do not have the size that is asked for.",
        ask="How many pictures are there in one batch?",
        tip="The size is an argument where the batches are made, and a name for it is given.",
        fix="Call batch({batch_size}).",
        detector=first_of(elements.other_batch_size, pipelines.code_batch_size),
        before=frozenset(["literal_for_name"]),
    ),
    Rule(
        name="validation_in_training",
        lessons=("21_validation",),
        message="It looks as if validation examples are among the training ones: {where}.",
        ask="Could a picture be both in the training and in the validation set?",
        tip="Validation is only worth something on pictures that were never trained on. Which part goes where?",
        fix="Train on one part, validate on the other, and let the one end exactly where the other begins.",
        detector=first_of(elements.shares_examples, pipelines.validation_in_training),
    ),
    Rule(
        name="augmented_validation",
        lessons=("27_augmentation",),
        message="It looks as if the augmentation works where it should not, or not where it should: {where}.",
        ask="Which data should change from epoch to epoch, and which should stay as they are?",
        tip="Augmentation makes more training data. What is measured on must stay what it is.",
        fix="Map the augmentation over {augmented} alone, with training=True.",
        detector=pipelines.augmented_validation,
    ),
)
