# %%
import json
import os
import time

import grader.probe.inside.probe as probe

EMPTY = {"version": 1, "seen": {}, "names": {}}
TENSOR = {"type": "tensor", "kind": "tensor", "array": {"dtype": "float32", "shape": [1, 1], "data": "AAAAAA=="}}


def answer(text):
    """In the probe's place: say this, whatever was asked."""
    probe.observe = lambda request: probe.EvidenceReply(text)


shapes = ([-1], [-1, -1], [1.5], ["1"], [True], [None], {"0": 1}, 5, [[1]])
tensors = {str(shape): TENSOR | {"array": TENSOR["array"] | {"shape": shape}} for shape in shapes}
answer(json.dumps(EMPTY | {"seen": tensors}))
