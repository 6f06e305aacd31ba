"""A check of a class, by what its objects return for inputs and with weights that the learner's code could not know."""

from grader.checks.array_difference import Closeness
from grader.checks.findings import HIDDEN, ValueKind, fail_finding, pass_finding, reference_value, unusable_finding
from grader.checks.functions import reference_array, wrong_result
from grader.checks.parameters import Argument, Cases, ClassName
from grader.evidence import Calls, Evidence
from grader.model import Finding

_NEAR = Closeness(rtol=1e-3, atol=1e-4)
"""As wide as for a model put together anew."""
_OTHER_VALUES = "other values for {given} than the reference with the same weights"


def class_builds(
    learner: Evidence, reference: Evidence, *, of: ClassName, arguments: Cases, inputs: Argument
) -> Finding:
    """Whether objects made of a class with hidden arguments return, with hidden weights, what the reference's do.

    Keys:
        arguments: The arguments of each object that is made, as in the check `function_values`.
        inputs: One such argument, which the objects are called on.
    """
    expected = reference_value(reference, HIDDEN + of, Calls).results
    seen = learner.seen.get(HIDDEN + of)
    if not isinstance(seen, Calls):
        return unusable_finding(learner, reference, HIDDEN + of, ValueKind.CLASS)
    if len(seen.results) != len(expected):
        return fail_finding(f"`{of}` made {len(seen.results)} objects; {len(expected)} were asked for.")
    given = f"an input of shape {tuple(inputs['shape'])}"
    for case, result, wanted in zip(arguments, seen.results, expected, strict=True):
        made = f"`{of}(…)` with hidden arguments" if case else f"`{of}()`"  # the arguments themselves stay hidden
        wrong = wrong_result(
            made, given, result, reference_array(wanted), _NEAR, values=_OTHER_VALUES, missing=" at the end of `call`"
        )
        if wrong is not None:
            return wrong
    return pass_finding(f"Each `{of}` that was made returns the right values for {given}.")
