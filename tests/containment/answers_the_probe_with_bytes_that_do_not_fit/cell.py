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


arrays = ({"shape": [10]}, {"shape": []}, {"data": "A"}, {"data": "AA=="}, {"data": "!!!!"}, {"data": "AAAA\x00"}, {"data": 5})
tensors = {str(number): TENSOR | {"array": TENSOR["array"] | array} for number, array in enumerate(arrays)}
answer(json.dumps(EMPTY | {"seen": tensors}))
