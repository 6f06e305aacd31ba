# %%
import os
import signal
import time

child = os.fork()
if child == 0:
    time.sleep(60)
os.kill(child, signal.SIGKILL)
print(os.waitpid(child, 0)[1])
