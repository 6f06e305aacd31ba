# %%
import threading
import time

stop = threading.Event()
ends = time.monotonic() + 6
while time.monotonic() < ends:
    threads = [threading.Thread(target=stop.wait, args=(0.1,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print("never starved")
