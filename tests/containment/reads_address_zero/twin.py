# %%
import ctypes

text = ctypes.create_string_buffer(b"mine")
print(ctypes.string_at(ctypes.addressof(text)))
