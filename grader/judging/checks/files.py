"""Checks of saved files: whether a file holds a model that a fresh process can load, and which model it is."""

from grader.evidence import NOT_REBUILT, Array, Evidence, Layers, Rebuilt, Saved
from grader.judging.checks.clean_room_models import diverges, invalid_answers
from grader.judging.checks.findings import ValueKind, fail_finding, own_value, pass_finding, reference_value
from grader.judging.checks.parameters import FileName, ModelName, WeightsName
from grader.model import Finding

_EXPECTED = "a model that a fresh process loads"


def saved_model(learner: Evidence, reference: Evidence, *, of: ModelName, file: FileName) -> Finding:
    """Whether a file holds the model `of`: in a clean room it loads, and its output for hidden inputs is that model's.

    Keys:
        file: The file's name, such as `"my_model.keras"`.
    """
    reference_value(reference, of, Layers)
    reference_value(reference, file, Saved)
    if isinstance(model := own_value(learner, reference, of, Layers, ValueKind.MODEL), Finding):
        return model
    own = _answers(learner, of, model)
    if ill := invalid_answers(of, own):
        return fail_finding(ill, expected="answers", actual="none that can be compared")
    saved = learner.seen.get(file)
    if not isinstance(saved, Saved):
        return fail_finding(f"There is no file `{file}`.", expected=_EXPECTED, actual="no file")
    if saved.folder:
        said = f"`{file}` is a folder. Keras now saves a model in one file: `{of}.save('{file}')`."
        return fail_finding(said, expected=_EXPECTED, actual="a folder")
    found = learner.rebuilt.get(file)
    if found is None:
        said = f"`{file}` is there; whether it loads can be checked only in a sandbox."
        return pass_finding(said, expected=_EXPECTED, actual="a file")
    return _loaded(of, file, own, found)


def same_answers(learner: Evidence, reference: Evidence, *, of: WeightsName, model: WeightsName) -> Finding:
    """Whether the model `of` has the same output for hidden inputs as a second model of the learner's.

    Keys:
        model: The second model.
    """
    reference_value(reference, of, Layers)
    reference_value(reference, model, Layers)
    both = []
    for name in (of, model):
        if isinstance(seen := own_value(learner, reference, name, Layers, ValueKind.MODEL), Finding):
            return seen
        both.append(_answers(learner, name, seen))
    expected = f"the answers of `{model}`"
    if both[0] is None or both[1] is None:
        return fail_finding(f"`{of}` or `{model}` did not answer.", expected=expected, actual="no answers")
    if ill := invalid_answers(of, both[0]) or invalid_answers(model, both[1]):
        return fail_finding(ill, expected=expected, actual="none that can be compared")
    if diverges(both[0], both[1]):
        return fail_finding(
            f"`{of}` and `{model}` give different answers.", expected=expected, actual="different answers"
        )
    return pass_finding(f"`{of}` and `{model}` give the same answers.", expected=expected, actual="the same")


def _loaded(of: str, file: str, own: Array | None, found: Rebuilt) -> Finding:
    """The finding on what a clean room loaded from a file; `own` is the output of the model `of`."""
    if found.layers is None:
        return fail_finding(f"`{file}` does not load: {found.refused}.", expected=_EXPECTED, actual="does not load")
    if ill := invalid_answers(file, found.layers.outputs):
        return fail_finding(ill, expected=f"the answers of `{of}`", actual="none that can be compared")
    if found.layers.outputs is None or own is None or diverges(own, found.layers.outputs):
        said = f"`{file}` loads, but gives different answers from `{of}`: was it saved before `{of}` changed?"
        return fail_finding(said, expected=f"the answers of `{of}`", actual="different answers")
    what = f"`{file}` loads in a fresh process and gives the same answers as `{of}`."
    return pass_finding(what, f"the answers of `{of}`", "the same")


def _answers(learner: Evidence, name: str, seen: Layers) -> Array | None:
    """A model's output for hidden inputs: from a clean room if it could be rebuilt there."""
    found = learner.rebuilt.get(name, NOT_REBUILT).layers
    return seen.outputs if found is None else found.outputs
