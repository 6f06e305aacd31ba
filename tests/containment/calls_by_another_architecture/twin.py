# %%
import ctypes

print(ctypes.CDLL(None).abs(-3))
