# %%
import os

for place in ("/home/learner", "/tmp", "/dev/shm"):
    open(f"{place}/mine", "w").write("x")
    os.remove(f"{place}/mine")
print("wrote")
