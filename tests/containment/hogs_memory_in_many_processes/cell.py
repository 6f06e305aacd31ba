# %%
import os
import time

for _ in range(12):
    if os.fork() == 0:
        hog = bytearray(os.urandom(1) * (100 << 20))
        time.sleep(3600)
time.sleep(20)
print("BREACH: 1200 MiB were not noticed")
