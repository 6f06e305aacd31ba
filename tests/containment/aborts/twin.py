# %%
import os
import signal

child = os.fork()
if child == 0:
    os.abort()
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGABRT)
