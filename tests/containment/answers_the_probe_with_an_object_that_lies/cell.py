# %%
import json
import os
import time

import grader.probe.inside.probe as probe

EMPTY = {"version": 1, "seen": {}, "names": {}}
TENSOR = {"type": "tensor", "kind": "tensor", "array": {"dtype": "float32", "shape": [1, 1], "data": "AAAAAA=="}}


class Liar:
    def _repr_mimebundle_(self, **options):
        return {probe.MIME: [1, 2, {"a": self.__class__.__name__}], "text/plain": 5, "text/html": None}


probe.observe = lambda request: Liar()
