"""Rules about a class that is asked for."""

from typing import Final

from grader.diagnosis import class_signs
from grader.diagnosis.facts import Rule

_LESSONS: Final = ("14_subclassing",)
_EFFECTS: Final = frozenset(
    ["never_called", "not_flattened", "layer_missing", "layer_unjoined", "layer_size", "incomplete_answer"]
)

CLASSES: Final = (
    Rule(
        name="function_for_class",
        lessons=_LESSONS,
        message="It looks as if {where} is a function where a class is asked for.",
        ask="With which word does the definition of {where} begin, and with which one does the worked example begin?",
        tip="A function that makes a model is not a class. A class says what all its objects can do.",
        fix="Write class {where}(…) with the methods that the worked example has.",
        detector=class_signs.function_for_class,
        guesses=True,
        before=_EFFECTS,
    ),
    Rule(
        name="no_base",
        lessons=_LESSONS,
        message="It looks as if {where} is not built on `{base}`.",
        ask="What stands in brackets behind the name of the class in the worked example?",
        tip="A class inherits what a model can do only from the class that it names in brackets.",
        fix="Write class {where}({base}).",
        detector=class_signs.no_base,
        guesses=True,
        before=_EFFECTS | {"no_super", "no_call_method"},
    ),
    Rule(
        name="no_call_method",
        lessons=_LESSONS,
        message="It looks as if the method that Keras calls has another name: {where}.",
        ask="Which two methods does the class of the worked example have?",
        tip="When a model is called, Keras runs its method call. It knows no method {method}.",
        fix="Name the method call.",
        detector=class_signs.no_call_method,
        guesses=True,
        before=_EFFECTS,
    ),
    Rule(
        name="no_super",
        lessons=_LESSONS,
        message="It looks as if {where} does not call the constructor of the class that it is built on.",
        ask="What is the first line of the constructor in the worked example?",
        tip="Keras has to set up the model before it can keep layers in it.",
        fix="Begin the constructor with super().__init__().",
        detector=class_signs.no_super,
        guesses=True,
        before=_EFFECTS,
    ),
    Rule(
        name="other_default",
        lessons=_LESSONS,
        message="It looks as if {where} of `{owner}` has no default, or not the one that is asked for.",
        ask="What does {owner}() make when nothing stands between the brackets?",
        tip="A default is written into the list of parameters. It holds where nothing is given.",
        fix="Write {default} in the constructor's list of parameters.",
        detector=class_signs.other_default,
        guesses=True,
    ),
)
