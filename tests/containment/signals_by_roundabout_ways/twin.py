# %%
import signal
import time

signal.signal(signal.SIGALRM, lambda *_: print("rang"))
signal.setitimer(signal.ITIMER_REAL, 0.05)

for _ in range(100):
    time.sleep(0.01)
