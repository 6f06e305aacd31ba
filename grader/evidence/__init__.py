"""THE trust boundary: what we may ask a probe, what a probe may say, and how its bytes become data.

A kernel is its learner. Whatever it answers is a claim in a safe format: JSON of the fixed shapes of these modules,
in which every number of the learner's travels as array bytes. `decode` is the one door. It checks the length of a
message before it parses it, every type and bound while it parses, and the size of every array before it makes a
buffer. It raises `EvidenceError` and nothing else; it never unpickles, evaluates or imports. What a clean room found
has a door of its own, `decode_assembled`: no kernel may say it, and what it was made from was a learner's.

Both sides import this package: the probe (inside) to answer, the grader (outside) to ask and to decode.
"""

from grader.evidence.arrays import DTYPES, Array
from grader.evidence.codec import decode, decode_assembled, decode_request, encode, restore
from grader.evidence.datasets import Component, Dataset, Pass, Step
from grader.evidence.left_behind import Figures, Picture, Pictures, Saved
from grader.evidence.networks import Activation, Answers, Behaviour, Divergence, Layer, Layers, Predictions, Rebuilt
from grader.evidence.records import (
    MAX_ARCHITECTURE,
    MAX_DIMENSIONS,
    MAX_SIZE,
    VERSION,
    Architecture,
    Code,
    Digest,
    Name,
    OpenShape,
    Places,
    Prose,
    Record,
    Shape,
    Size,
)
from grader.evidence.requests import (
    Ask,
    Assembled,
    Assembly,
    Behave,
    Blueprint,
    Call,
    Differentiate,
    Look,
    Make,
    Material,
    Open,
    Poll,
    Predict,
    Replay,
    Request,
    Show,
)
from grader.evidence.seen import EMPTY, Evidence, Seen
from grader.evidence.training import Callback, Choice, Compiled, History
from grader.evidence.values import Absent, Calls, Gradients, Other, Raised, Returned, Several, Slope, Tensor

__all__ = [
    "DTYPES",
    "EMPTY",
    "MAX_ARCHITECTURE",
    "MAX_DIMENSIONS",
    "MAX_SIZE",
    "VERSION",
    "Absent",
    "Activation",
    "Answers",
    "Architecture",
    "Array",
    "Ask",
    "Assembled",
    "Assembly",
    "Behave",
    "Behaviour",
    "Blueprint",
    "Call",
    "Callback",
    "Calls",
    "Choice",
    "Code",
    "Compiled",
    "Component",
    "Dataset",
    "Differentiate",
    "Digest",
    "Divergence",
    "Evidence",
    "Figures",
    "Gradients",
    "History",
    "Layer",
    "Layers",
    "Look",
    "Make",
    "Material",
    "Name",
    "Open",
    "OpenShape",
    "Other",
    "Pass",
    "Picture",
    "Pictures",
    "Places",
    "Poll",
    "Predict",
    "Predictions",
    "Prose",
    "Raised",
    "Rebuilt",
    "Record",
    "Replay",
    "Request",
    "Returned",
    "Saved",
    "Seen",
    "Several",
    "Shape",
    "Show",
    "Size",
    "Slope",
    "Step",
    "Tensor",
    "decode",
    "decode_assembled",
    "decode_request",
    "encode",
    "restore",
]
