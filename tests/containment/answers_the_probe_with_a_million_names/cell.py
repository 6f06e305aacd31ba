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


names = {f"n{number}": "tensor" for number in range(200_000)}
calls = {"type": "calls", "results": [{"type": "absent"}] * 100_000}
answer(json.dumps(EMPTY | {"names": names, "seen": {"c": calls}})[: 7 * 2**20])
answer(json.dumps(EMPTY | {"names": names}))
