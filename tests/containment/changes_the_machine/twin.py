# %%
import time

print(time.time() > 1_700_000_000)
