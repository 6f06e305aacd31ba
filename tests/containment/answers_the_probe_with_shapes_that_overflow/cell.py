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


shapes = ([2**31, 2**31], [2**40] * 30, [0, 2**40, 2**40], [2**32, 2**32], [1] * 31 + [2**40])
tensors = {
    f"{len(shape)} {dtype} {sum(shape)}": {"type": "tensor", "kind": "array", "array": {"dtype": dtype, "shape": shape, "data": ""}}
    for shape in shapes
    for dtype in ("float64", "bool", "int8")
}
answer(json.dumps(EMPTY | {"seen": tensors}))
