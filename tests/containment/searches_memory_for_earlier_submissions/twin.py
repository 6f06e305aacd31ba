# %%
import numpy as np

fresh = np.empty(1_000_000)
print(fresh.shape)
