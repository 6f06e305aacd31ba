"""THE trust boundary: what we may ask a probe, what a probe may say, and how its bytes become data.

A kernel is its learner. Whatever it answers is a claim in a safe format: JSON of the fixed shapes of these modules,
in which every number of the learner's travels as array bytes. `decode` checks the length of a message before it
parses it, and every type and bound while it parses. Each record checks itself then, wherever in a message it is: an
array compares its bytes with what its shape promises. `decode` raises `EvidenceError` and nothing else; it never
unpickles, evaluates or imports. What a clean room found goes through `decode_assembled`: a kernel may not send it,
and it is checked all the same, as it was made from what a learner left.

There is a second door: whatever handles what a kernel said does so under `refusing`. If our own code fails on one
thing, that thing is refused, and an instructor is told.

Both sides import this package: the probe (inside) to answer, the grader (outside) to ask and to decode. They import
its names from here; of the grader's other modules it knows `errors` alone. Begin with `decode` and with `Request`.

records       the closed records that all others derive from, and `Array`
refusals      `refusing`, the one door for faults of our own
messages      `Request` and `Evidence`: all that is asked of a probe, and all that it answers
codec         records to bytes, and bytes to records

A kind of evidence is a record for what is seen, with its noun and how it is trusted, and one for how it is asked for:

values        tensors, texts, devices, files and figures
functions     results of functions and classes, and gradients
datasets      a `tf.data` pipeline
networks      a model, its answers, and what a clean room found of it
training      how a model was trained
"""

from grader.evidence.datasets import Component, Dataset, DatasetPass, PipelineStep
from grader.evidence.functions import CallFunction, Calls, Choose, Differentiate, Gradient, Gradients, Make
from grader.evidence.networks import (
    NOT_REBUILT,
    Activation,
    Answers,
    Behave,
    Behaviour,
    DataSplit,
    Divergence,
    Layer,
    Layers,
    Poll,
    Predict,
    Predictions,
    Rebuilt,
    Validate,
)
from grader.evidence.records import (
    DTYPES,
    MAX_ARCHITECTURE,
    MAX_DIMENSIONS,
    MAX_SIZE,
    MIME,
    VERSION,
    Architecture,
    Array,
    Ask,
    CodeText,
    Digest,
    Name,
    Observation,
    OpenShape,
    Places,
    Prose,
    Record,
    Seconds,
    Shape,
    Size,
)
from grader.evidence.refusals import OURS, Refusal, Refused, ThingRefused, refusing
from grader.evidence.training import (
    Callback,
    Compiled,
    CompileOption,
    EpochPass,
    Evaluate,
    FitCall,
    FitCallback,
    Fits,
    History,
    TraceFits,
)
from grader.evidence.values import (
    LATE,
    Absent,
    Axes,
    Describe,
    DevicePlacement,
    FigureAxes,
    Figures,
    Locate,
    Open,
    Other,
    Raised,
    Returned,
    Saved,
    Show,
    Tensor,
    Text,
    TupleValue,
)

# What follows decodes all kinds of evidence, so they are imported first.
# isort: split
from grader.evidence.codec import (
    decode,
    decode_assembled,
    decode_assembly,
    decode_request,
    decode_stored,
    decode_trial,
    encode,
)
from grader.evidence.messages import (
    EMPTY,
    NEEDS_THREADS,
    Assembled,
    Assembly,
    Blueprint,
    CountLeft,
    Evidence,
    HiddenExamples,
    HiddenModel,
    HiddenPart,
    ModelParts,
    Replaceable,
    Replay,
    Request,
    StoredExamples,
    Trial,
)
