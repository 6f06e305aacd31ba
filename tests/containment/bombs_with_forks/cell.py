# %%
import os
import signal
import time

ENOUGH = 400
reader, writer = os.pipe()
started = 0
while started < ENOUGH:
    try:
        child = os.fork()
    except OSError as error:
        print("held: forks stopped at", started, error)
        break
    if child == 0:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        try:
            os.fork()
        except OSError:
            pass
        time.sleep(3600)
        os._exit(0)
    started += 1
else:
    print("BREACH: as many processes as it wished:", started)
running = sum(name.isdigit() for name in os.listdir("/proc"))
print("BREACH: processes run:" if running > 300 else "held: processes run:", running)
