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


datas = ("A", "!!!!", "AAAA\x00", 5, ["AAAA"], {"AA": "=="}, "AA=A", "AAAAAA==AAAA")
tensors = {str(number): TENSOR | {"array": TENSOR["array"] | {"data": data}} for number, data in enumerate(datas)}
answer(json.dumps(EMPTY | {"seen": tensors}))
