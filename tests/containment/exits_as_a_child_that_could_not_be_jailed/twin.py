# %%
import os

if os.fork() == 0:
    os._exit(97)
print(os.waitstatus_to_exitcode(os.wait()[1]))
