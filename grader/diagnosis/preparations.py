"""Rules about how data are loaded, split and prepared."""

from typing import Final

from grader.diagnosis import elements, pipelines, values
from grader.diagnosis.facts import Facts, Rule, first_of

_PIPELINES: Final = ("09_pipelines",)


def _scaled_wrong(facts: Facts) -> str | None:
    where = elements.images_scaled(facts) or pipelines.cut_to_integers(facts) or values.scaled_again(facts)
    return where or (None if elements.has_elements(facts) else pipelines.scaled_wrong(facts))


def _labels_scaled(facts: Facts) -> str | None:
    return elements.labels_scaled(facts) if elements.has_elements(facts) else pipelines.code_scales_labels(facts)


PREPARATIONS: Final = (
    Rule(
        name="steps_not_kept",
        lessons=_PIPELINES,
        message="It looks as if what {where} makes is thrown away.",
        ask="What does the data set hold before that line, and what after it?",
        tip="A step such as map or batch leaves its data set as it is, and returns another one.",
        fix="Give the result a name: data = data.map(...).",
        detector=pipelines.steps_not_kept,
        before=frozenset(["labels_scaled", "scaled_wrong", "batched_before_shuffled", "other_batch_size"]),
    ),
    Rule(
        name="pairs_as_one",
        lessons=_PIPELINES,
        message="It looks as if {where} takes a picture alone, where a picture and its label come together.",
        ask="What does the error say of the number of arguments, and what is one element of the data set?",
        tip="Each element is a pair. map calls the function with both of its parts, and keeps what it returns.",
        fix="Take two and return two: lambda image, label: (image / 255, label).",
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
    ),
    Rule(
        name="scaled_wrong",
        lessons=_PIPELINES,
        message="It looks as if {where} does not bring the pixels into the range 0 to 1.",
        ask="What are the least and the greatest pixel of one batch, and which dtype do they have?",
        tip="Pixels are whole numbers from 0 to 255. They are made floating-point first, then divided, once.",
        fix="tf.cast(image, tf.float32), then / 255, and that at one place alone.",
        detector=_scaled_wrong,
    ),
    Rule(
        name="batched_before_shuffled",
        lessons=_PIPELINES,
        message="It looks as if {where} is batched before it is shuffled.",
        ask="What is it that gets shuffled after the data have been put into batches?",
        tip="After batch whole batches change places, and each holds the same pictures in every epoch.",
        fix="Call shuffle before batch.",
        detector=first_of(elements.batched_before_shuffled, pipelines.code_batches_first),
    ),
    Rule(
        name="other_batch_size",
        lessons=_PIPELINES,
        message="It looks as if the batches of {where} have another size than asked for.",
        ask="How many pictures are there in one batch?",
        tip="The size is the argument of batch, and a name for it is given.",
        fix="Call batch(batch_size).",
        detector=first_of(elements.other_batch_size, pipelines.code_batch_size),
    ),
    Rule(
        name="validation_in_training",
        lessons=("21_validation",),
        message="It looks as if validation examples are among the training ones: {where}.",
        ask="Could a picture be both in the training and in the validation set?",
        tip="A validation says something only about pictures that were never trained on. Where does each part begin?",
        fix="Take the first 80 percent for training and the rest for validation: 'train[:80%]' and 'train[80%:]'.",
        detector=first_of(elements.shares_examples, pipelines.validation_in_training),
    ),
    Rule(
        name="augmented_validation",
        lessons=("27_augmentation",),
        message="It looks as if the augmentation is at work in the wrong place: {where}.",
        ask="Which data should change from epoch to epoch, and which should stay as they are?",
        tip="Augmentation makes more training data. What is measured on must stay what it is.",
        fix="Map the augmentation over the training batches alone, with training=True.",
        detector=pipelines.augmented_validation,
    ),
)
