# %%
import sys
import threading
import time


def haunt():
    while True:
        print("haunting " * 100)
        sys.stderr.write("haunting stderr")
        time.sleep(0.0005)


for _ in range(8):
    threading.Thread(target=haunt, daemon=True).start()
print("cell 1 is done")

# %%
for _ in range(30):
    time.sleep(0.1)
print("cell 2 is done")
