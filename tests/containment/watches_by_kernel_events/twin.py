# %%
import time

started = time.perf_counter()
sum(range(1000))
print(time.perf_counter() > started)
