# %%
import ctypes
import os

for number in (6, 4, 5, 7, 8):
    print(number, flush=True)
    if os.fork() == 0:
        os.kill(os.getpid(), number)
    os.wait()
ctypes.CDLL(None).abort()
