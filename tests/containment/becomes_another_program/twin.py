# %%
import os

child = os.fork()
if child == 0:
    os.execv("/usr/bin/true", ["true"])
print(os.waitpid(child, 0)[1])
