# %%
import os
import tempfile

with tempfile.NamedTemporaryFile("w") as file:
    file.write("x")
print(sorted(os.listdir("/home/learner")))
