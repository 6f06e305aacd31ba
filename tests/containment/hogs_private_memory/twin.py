# %%
import numpy as np

print(np.ones(100 * 2**17).nbytes >> 20, "MiB")
