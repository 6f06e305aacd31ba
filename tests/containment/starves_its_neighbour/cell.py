# %%
import threading
import time

threading.stack_size(65_536)  # so that it is not address space that ends it
stop = threading.Event()
held = 0
ends = time.monotonic() + 8
while time.monotonic() < ends:
    try:
        threading.Thread(target=stop.wait, daemon=True).start()
        held += 1
    except RuntimeError:
        time.sleep(0.02)
stop.set()
print("held: no more than", held)
