# %%
import ctypes
import sys

sys.setrecursionlimit(2**31 - 1)
Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)


@Callback
def deeper(depth):
    return deeper(depth + 1)


deeper(0)
