# %%
import os

if os.fork() == 0:
    os._exit(137)
print(os.waitstatus_to_exitcode(os.wait()[1]))
