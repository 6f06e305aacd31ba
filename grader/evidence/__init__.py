"""THE trust boundary: what we may ask a probe, what a probe may say, and how its bytes become data.

A kernel is its learner. Whatever it answers is a claim in a safe format: JSON of the fixed shapes of these modules,
in which every number of the learner's travels as array bytes. `decode` checks the length of a message before it
parses it, every type and bound while it parses, and the size of every array before it makes a buffer. It raises
`EvidenceError` and nothing else; it never unpickles, evaluates or imports. What a clean room found goes through
`decode_assembled`: no kernel may say it, and what it was made from was a learner's.

All that handles what a kernel said passes one door besides, `refusing`: if our own code fails on one thing, that
thing is refused, and an instructor is told.

Both sides import this package: the probe (inside) to answer, the grader (outside) to ask and to decode. They import
its names from here; of the grader's other modules it knows `errors` alone. Begin with `decode` and with `Request`.

requests      what may be asked of a probe and of a clean room
codec         records to bytes, and bytes to records: what is checked of each
refusals      `refusing`, the one door for faults of our own
records       the closed record that all others derive from, and `Array`
observations  `Evidence`: all that the probe observed in a run
values        tensors, texts, calls, gradients, files and figures
datasets      a `tf.data` pipeline
networks      a model, and what a clean room found of it
training      how a model was trained
"""

from grader.evidence.codec import (
    decode,
    decode_assembled,
    decode_assembly,
    decode_request,
    decode_stored,
    decode_trial,
    encode,
)
from grader.evidence.datasets import Component, Dataset, DatasetPass, PipelineStep
from grader.evidence.networks import Activation, Answers, Behaviour, Divergence, Layer, Layers, Predictions, Rebuilt
from grader.evidence.observations import EMPTY, Evidence, KernelObservation, Observation, Replaceable
from grader.evidence.records import (
    DTYPES,
    MAX_ARCHITECTURE,
    MAX_DIMENSIONS,
    MAX_SIZE,
    MIME,
    VERSION,
    Architecture,
    Array,
    CodeText,
    Digest,
    Name,
    OpenShape,
    Places,
    Prose,
    Record,
    Seconds,
    Shape,
    Size,
)
from grader.evidence.refusals import OURS, Refusal, Refused, ThingRefused, refusing
from grader.evidence.requests import (
    NEEDS_THREADS,
    Ask,
    Assembled,
    Assembly,
    Behave,
    Blueprint,
    CallFunction,
    Choose,
    CountLeft,
    DataSplit,
    Describe,
    Differentiate,
    Evaluate,
    HiddenExamples,
    HiddenModel,
    HiddenPart,
    Locate,
    Make,
    ModelParts,
    Open,
    Poll,
    Predict,
    Replay,
    Request,
    Show,
    StoredExamples,
    TraceFits,
    Trial,
    Validate,
)
from grader.evidence.training import Callback, Compiled, CompileOption, EpochPass, FitCall, FitCallback, Fits, History
from grader.evidence.values import (
    LATE,
    Absent,
    Axes,
    Calls,
    DevicePlacement,
    FigureAxes,
    Figures,
    Gradient,
    Gradients,
    Other,
    Raised,
    Returned,
    Saved,
    Tensor,
    Text,
    TupleValue,
)
