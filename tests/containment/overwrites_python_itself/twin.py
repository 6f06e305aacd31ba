# %%
import ctypes

number = ctypes.c_long(41)
ctypes.c_long.from_address(ctypes.addressof(number)).value += 1
print(number.value)
