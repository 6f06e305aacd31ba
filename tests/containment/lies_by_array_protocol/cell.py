# %%
import numpy as np


class Chameleon(np.ndarray):
    """An array that shows zeros to its owner and something else to whoever asks for its bytes."""

    @property
    def shape(self):
        return (1, 1)

    def tobytes(self, *arguments):
        return np.float32(0.10678572).tobytes()

    def __array__(self, *arguments, **options):
        return Chameleon.__new__(Chameleon, (1, 1))

    def astype(self, *arguments, **options):
        return self

    @property
    def __array_interface__(self):
        return {"shape": (2**40,), "typestr": "<f4", "data": (0, False), "version": 3}

    nbytes = property(lambda self: -1)


output = np.zeros((1, 1), np.float32).view(Chameleon)
print(output.tobytes())


# %%
class Interface:
    """No array, but an address: whoever follows it reads memory that is not there."""

    __array_interface__ = {"shape": (2**30,), "typestr": "<f8", "data": (8, True), "version": 3}


features = [Interface()]
