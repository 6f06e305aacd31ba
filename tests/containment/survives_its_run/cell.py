# %%
import os
import signal
import time

MARK = "/tmp/daemon-was-here"
others = [name for name in os.listdir("/proc") if name.isdigit() and int(name) not in (os.getpid(),)]
print("BREACH: a survivor" if os.path.exists(MARK) or others else "held: alone", others)
reader, writer = os.pipe()
if os.fork() == 0:
    os.setsid()
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        os.setsid()
        os.close(reader)
        os.write(writer, b"up")
        while True:
            for place in ("/tmp", "/dev/shm", "/dev"):
                try:
                    open(f"{place}/daemon-was-here", "w").close()
                except OSError:
                    pass
            time.sleep(0.05)
    os._exit(0)
print("started", os.read(reader, 2))
