"""Checks of callbacks, and of what early stopping did. Both rest on reported evidence."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.evidence import Array, Callback, Evidence, History
from grader.judging.checks.compiling import Setting, equal_settings, format_setting
from grader.judging.checks.findings import (
    ValueKind,
    fail_finding,
    own_value,
    pass_finding,
    pass_unless,
    reference_value,
)
from grader.judging.checks.fits import only_fit
from grader.judging.checks.parameters import CallbackName, FittedName, HistoryName
from grader.judging.checks.training import series, why_missing
from grader.model import Finding, Verdict
from grader.util.text import pluralize

_ANY = "Callback"
"""Keras' class from which callbacks are derived."""


def callback_settings(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence,
    reference: Evidence,
    *,
    of: CallbackName,
    settings: list[str],
    history: HistoryName,
    model: FittedName,
) -> Finding:
    """Whether a callback has the same class as the reference's, and the same settings.

    A subclass of a Keras class counts as that class. A callback that is written from scratch has no settings that could
    be compared: it is judged by when it ended the training.

    Keys:
        settings: Names of the settings that are compared, such as `patience`.
        history: The name of what `fit` returned, for a callback that is written from scratch.
        model: The model of that history.

    Raises ValueError if the reference's callback lacks one of these settings.
    """
    expected = reference_value(reference, of, Callback)
    if missing := [name for name in settings if name not in expected.settings]:
        raise ValueError(f"the reference's own {of!r} has no setting {missing[0]!r}")
    if isinstance(seen := own_value(learner, reference, of, Callback, ValueKind.CALLBACK), Finding):
        return seen
    if seen.kind == _ANY:
        return stopped_early(learner, reference, of=history, callback=of, model=model)
    tables = {"expected": _table(expected, settings), "actual": _table(seen, settings)}
    if seen.kind != expected.kind:
        what = f"`{of}` is of the class `{seen.kind[:60]}`; `{expected.kind}` is expected."
        return fail_finding(what, **tables)
    faults = [
        f"{name} is {format_setting(seen.settings.get(name))}, not {format_setting(expected.settings[name])}"
        for name in other_settings(seen, expected, settings)
    ]
    wrong = f"`{of}` has different settings: {'; '.join(faults)}." if faults else ""
    return pass_unless(wrong, f"`{of}` has the expected settings.", **tables)


def other_settings(seen: Callback, expected: Callback, settings: Sequence[str]) -> list[str]:
    """The names of those settings that have a different effect in two callbacks of the same class.

    `mode` does if the opposite direction counts as better, provided that both watch the same quantity. The sign of
    `min_delta` does not matter in training.
    """
    same = seen.settings.get("monitor") == expected.settings.get("monitor")
    compared = [name for name in settings if same or name != "mode"]
    return [name for name in compared if not equal_settings(*(_meaning(one, name) for one in (seen, expected)))]


def _meaning(callback: Callback, name: str) -> Setting:
    value = callback.settings.get(name)
    if name == "mode":
        return _rises(callback)
    if name == "min_delta" and isinstance(value, int):
        return abs(value)
    if name == "min_delta" and isinstance(value, Array) and value.data is not None:
        return Array.from_values(np.abs(value.numpy().astype(np.float64)))
    return value


def _rises(callback: Callback) -> bool:
    """Whether early stopping counts a larger value as better, according to the settings that are known."""
    mode = callback.settings.get("mode")
    return mode == "max" or (mode != "min" and "acc" in str(callback.settings.get("monitor")))


def stopped_early(
    learner: Evidence, reference: Evidence, *, of: HistoryName, callback: CallbackName, model: FittedName
) -> Finding:
    """Whether a training ended when its early stopping should end it, as computed from the training's own curve.

    A different check judges its settings. Here the learner's own settings count, or the reference's if the callback has
    a different class. A training that had no reason to stop must have gone on for as many epochs as the reference's
    `fit` was asked for. A training that had a reason must have been asked for as many; if the history does not record
    that, it passes. The training must be the model's only one, and have been given the callback; no other callback may
    have ended it.

    Keys:
        callback: The callback.
        model: The model of the history.

    Raises ValueError if the reference's history does not record how many epochs were asked for.
    """
    limit = reference_value(reference, of, History).asked
    watch = _watch(learner, reference_value(reference, callback, Callback), callback)
    if limit is None:
        raise ValueError(f"the reference's own {of!r} does not say how many epochs were asked for")
    if isinstance(seen := own_value(learner, reference, of, History, ValueKind.HISTORY), Finding):
        return seen
    values = series(seen, watch.monitor)
    if (unusable := _unusable_curve(of, watch.monitor, values)) is not None:
        return unusable
    ended = _ended(watch, values, limit)
    if ended.verdict is Verdict.PASS and seen.asked not in {None, limit}:
        what = f"`fit` was asked for at most {pluralize(seen.asked or 0, 'epoch')}; at most {limit} are expected."
        return fail_finding(what, expected=pluralize(limit, "epoch"), actual=pluralize(seen.asked or 0, "epoch"))
    return (
        ended if ended.verdict is Verdict.FAIL else _otherwise_ended(learner, reference, of, callback, model) or ended
    )


def _unusable_curve(of: str, monitor: str, values: npt.NDArray[np.float64]) -> Finding | None:
    """The finding that early stopping cannot use a curve: it is missing or not finite. None if it can."""
    if not len(values):
        what = f"`{of}` has no `{monitor}`, which early stopping should watch{why_missing(monitor)}"
        return fail_finding(what, expected=monitor, actual="none")
    if ill := int((~np.isfinite(values)).sum()):
        what = f"`{monitor}` is not finite in {ill} of {pluralize(len(values), 'epoch')}, so it cannot improve."
        return fail_finding(what, expected=monitor, actual=f"{ill} not finite")
    return None


def _watch(learner: Evidence, expected: Callback, name: str) -> "_Watch":
    """Early stopping as the learner's callback does it, or as the reference's does it if the callback has a
    different class.
    """
    seen = learner.seen.get(name)
    if isinstance(seen, Callback) and seen.kind == expected.kind:
        with suppress(ValueError, OverflowError):
            return _Watch(seen)
    return _Watch(expected)


def _otherwise_ended(learner: Evidence, reference: Evidence, of: str, callback: str, model: str) -> Finding | None:
    """The finding that the training is not the model's only one, or that it did not use the callback; or None."""
    if isinstance(call := only_fit(model, of, learner, reference), Finding):
        return call
    mine = [one for one in call.callbacks if callback in one.names]
    expected = f"fit with {callback}"
    if not mine:
        return fail_finding(f"`fit` was not given `{callback}`.", expected=expected, actual="fit without it")
    if any(one.stopped for one in call.callbacks if callback not in one.names):
        return fail_finding(
            f"A callback other than `{callback}` ended the training.", expected, "ended by a different one"
        )
    return None


class _Watch:
    """Early stopping, as a callback's settings describe it. Raises ValueError or OverflowError if they don't
    describe any.
    """

    def __init__(self, callback: Callback) -> None:
        self.monitor = str(callback.settings.get("monitor"))
        self.patience = int(_number(callback.settings.get("patience")))
        self.delta = abs(_number(callback.settings.get("min_delta", 0)))
        self.sign = -1 if _rises(callback) else 1

    def stop(self, values: npt.NDArray[Any]) -> int | None:
        """The number of epochs after which the training ends; None if it continues to the end."""
        best, waited = np.inf, 0
        for epoch, value in enumerate(self.sign * values, 1):
            waited += 1
            if value < best - self.delta or epoch == 1:
                best, waited = value, 0
            elif waited >= self.patience:
                return epoch
        return None


def _ended(watch: _Watch, values: npt.NDArray[Any], limit: int) -> Finding:
    """The finding about when a training ended."""
    stop, epochs = watch.stop(values), len(values)
    expected = f"{pluralize(watch.patience, 'epoch')} without a better {watch.monitor}, or {limit}"
    actual = pluralize(epochs, "epoch")
    if stop == epochs:
        what = f"The training stopped after {actual} of {limit}: `{watch.monitor}` had not improved for "
        what += f"{pluralize(watch.patience, 'epoch')}."
        return pass_finding(what, expected=expected, actual=actual)
    if stop is None and epochs >= limit:
        what = f"The training ran for all {actual}, because `{watch.monitor}` kept improving."
        return pass_finding(what, expected=expected, actual=actual)
    if stop is None:
        without = pluralize(watch.patience, "epoch")
        what = f"The training ended after {actual}, before `{watch.monitor}` had gone {without} without improving."
    else:
        what = f"The training ran for {actual}; going by `{watch.monitor}`, it should have stopped after {stop}."
    return fail_finding(what, expected=expected, actual=actual)


def _number(value: Setting) -> float:
    if isinstance(value, Array) and value.shape == () and value.data is not None:
        return float(value.numpy())
    if isinstance(value, int):
        return value
    raise ValueError(f"the callback has {value!r} where a number is needed")


def _table(callback: Callback, settings: list[str]) -> str:
    """The class and its settings for people, one per line."""
    return "\n".join(
        [callback.kind[:60], *(f"{name}: {format_setting(callback.settings.get(name))}" for name in settings)]
    )
