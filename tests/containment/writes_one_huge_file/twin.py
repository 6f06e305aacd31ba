# %%
open("/home/learner/model.bin", "wb").write(bytes(10 << 20))
import os

print(os.path.getsize("model.bin"))
