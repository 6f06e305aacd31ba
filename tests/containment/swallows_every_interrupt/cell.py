# %%
import _thread
import os
import signal
import threading

signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
os.kill = signal.raise_signal = _thread.interrupt_main = lambda *arguments: None
signal.signal = lambda *arguments: None

# %%
while True:
    try:
        threading.Event().wait()
    except BaseException as error:
        print("swallowed", repr(error))
