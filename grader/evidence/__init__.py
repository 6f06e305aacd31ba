"""THE trust boundary: what we may ask a probe, what a probe may answer, and how its bytes become data.

A kernel is as untrusted as its learner. Each of its answers is a claim in a safe format: JSON of the fixed shapes of
these modules, in which all of the learner's numbers are sent as array bytes. `decode` checks the length of a message
before it parses it, and every type and bound while it parses. Then each record checks itself, wherever it is in a
message: an array compares its bytes with what its shape promises. `decode` raises only `EvidenceError`; it never
unpickles, evaluates or imports. A clean room's findings go through `decode_assembled`: a kernel may not send them. They
are checked too, because they were made from what a learner left.

There is a second gate: code that handles what a kernel sent runs under `refusing`. If our own code fails on one thing,
that thing is refused, and an instructor is notified.

Both sides import this package: the probe (inside) to answer, the grader (outside) to ask and to decode. They import its
names from here. Of the grader's other modules it imports only `errors`. Begin with `decode` and with `Request`.

records       the closed records that all others derive from, and `Array`
refusals      `refusing`, the one gate for errors in the grader itself
messages      `Request` and `Evidence`: everything that a probe is asked and answers
codec         converts records to bytes, and bytes to records

A kind of evidence has a record for the observation, with its noun and how far it is trusted, and a record for the
request:

values        tensors, texts, devices, files and figures
functions     results of functions and classes, and gradients
datasets      a `tf.data` pipeline
networks      a model, its answers, and a clean room's findings about it
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
    decode_question,
    decode_stored,
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
