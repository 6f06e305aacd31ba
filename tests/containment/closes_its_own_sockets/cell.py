# %%
import os

for name in os.listdir("/proc/self/fd"):
    try:
        os.close(int(name))
    except OSError:
        pass
print("shut")

# %%
print("still here")
