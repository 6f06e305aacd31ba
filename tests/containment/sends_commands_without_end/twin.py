# %%
import time

for _ in range(20):
    print(".", end="", flush=True)
    time.sleep(0.01)
print("done")
