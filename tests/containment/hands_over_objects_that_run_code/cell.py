# %%
import os
import pickle


class Command:
    """Runs a command wherever it is unpickled, copied, shown, compared or converted."""

    def __reduce_ex__(self, protocol):
        return os.system, ("touch @host@/unpickled /tmp/unpickled",)

    def run(self, *arguments, **options):
        open("/tmp/touched", "a").write("x")
        raise os.error("touched")

    __array__ = __float__ = __int__ = __index__ = __len__ = __iter__ = __eq__ = __hash__ = run
    __repr__ = __str__ = __format__ = __bool__ = __call__ = _repr_html_ = _repr_mimebundle_ = run
    _ipython_display_ = run


output = Command()
y = [Command()] * 3
pickled = pickle.dumps(Command())
print(len(pickled), "bytes")

# %%
output

# %%
import sys

import numpy as np

array = np.empty(2, dtype=object)
array[0] = array[1] = Command()
print("filled")
np.save("/tmp/pickled.npy", array, allow_pickle=True)
