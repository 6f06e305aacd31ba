# %%
import threading
import time

started = []
stop = threading.Event()
for _ in range(600):
    try:
        thread = threading.Thread(target=stop.wait, daemon=True)
        thread.start()
    except RuntimeError as error:
        print("held: threads stopped at", len(started), error)
        break
    started.append(thread)
else:
    print("BREACH: as many threads as it wished:", len(started))
stop.set()
