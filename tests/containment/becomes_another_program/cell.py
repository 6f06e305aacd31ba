# %%
import os

for descriptor in range(3, 256):
    try:
        os.set_inheritable(descriptor, True)
    except OSError:
        pass
os.execv("/usr/bin/sleep", ["sleep", "3600"])
