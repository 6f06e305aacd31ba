"""A check of the steps of a `tf.data` pipeline: which steps there are, and in which order."""

from collections.abc import Sequence
from functools import partial

from grader.evidence import Dataset, Evidence
from grader.judging.checks.dataset_replays import judge_as_run_and_hidden
from grader.judging.checks.findings import pass_unless
from grader.judging.checks.parameters import DatasetName, Fraction, Inputs
from grader.model import Finding

STEPS = ("batch", "cache", "concatenate", "filter", "map", "prefetch", "repeat", "shuffle", "skip", "take", "unbatch")
"""Steps that messages name; all other steps are internal to TensorFlow."""


def dataset_steps(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence,
    reference: Evidence,
    *,
    of: DatasetName,
    order: list[list[str]],
    buffer: Fraction = 0.0,
    inputs: Inputs = (),
) -> Finding:
    """Whether a pipeline has the steps of some chains, in order. Other steps may be between them.

    Keys:
        order: The chains, such as `[["shuffle", "batch", "prefetch"]]`.
        buffer: The least buffer of the largest shuffle, as a share of the reference's.
    """
    judge = partial(_steps, order=order, buffer=buffer)
    return judge_as_run_and_hidden(judge, learner, reference, of, inputs)


def _steps(of: str, seen: Dataset, wanted: Dataset, order: list[list[str]], buffer: float) -> Finding:
    lost = [chain for chain in order if not has_steps_in_order(chain, step_words(wanted))]
    if lost:
        raise ValueError(f"the reference's own `{of}` has not {lost[0]} in this order, but {step_words(wanted)}")
    expected = "; ".join(" → ".join(chain) for chain in order)
    actual = " → ".join(word for word in step_words(seen) if word in STEPS) or "no steps"
    what = next((fault for chain in order if (fault := _out_of_order(of, chain, step_words(seen)))), "")
    largest, least = _buffer(seen), buffer * _buffer(wanted)
    if not what and largest < least:
        what = f"The buffer of `shuffle` in `{of}` holds {largest:,.0f} examples; at least {least:,.0f} are expected."
    return pass_unless(what, f"`{of}` has its steps in the right order.", expected, actual)


def step_words(data: Dataset) -> list[str]:
    """The kinds of a pipeline's steps, beginning at its source."""
    return [step.kind for step in data.steps]


def has_steps_in_order(chain: Sequence[str], words: list[str]) -> bool:
    """Whether the words of a chain come in this order, with any words between them."""
    left = iter(words)
    return all(word in left for word in chain)


def _out_of_order(of: str, chain: list[str], words: list[str]) -> str:
    """The step of a chain that is missing or out of place; empty if all are in order."""
    if has_steps_in_order(chain, words):
        return ""
    lacking = next((word for word in chain if word not in words), None)
    if lacking is not None:
        return f"`{of}` has no `{lacking}`."
    reach = next(length for length in range(1, len(chain) + 1) if not has_steps_in_order(chain[:length], words))
    return f"`{of}` has no `{chain[reach - 1]}` after its `{'` and `'.join(chain[: reach - 1])}`."


def _buffer(data: Dataset) -> float:
    """The largest buffer of a shuffle step."""
    sizes = [step.size for step in data.steps if step.kind == "shuffle" and step.size is not None]
    values = [int(one.numpy()) for one in sizes if one.data is not None and (one.dtype, one.shape) == ("int64", ())]
    return max(values, default=0)
