# %%
import os

reader, writer = os.pipe()
os.write(writer, b"hello")
print(os.read(reader, 5))
