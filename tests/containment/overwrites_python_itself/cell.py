# %%
import ctypes
import sys

# Small integers are shared by the whole process: let 0 be worth 1, and True be False.
ctypes.c_long.from_address(id(0) + object.__basicsize__ + 8).value = 1
print("0 is", 0 + 0)

# %%
ctypes.memmove(id(True), id(False), sys.getsizeof(False))
print("true", True)

# %%
ctypes.pythonapi.PyType_Modified(ctypes.py_object(int))
ctypes.c_void_p.from_address(id(float) + 8 * 20).value = None
print(1.0 == 2.0)
