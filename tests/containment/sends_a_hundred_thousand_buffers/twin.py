# %%
import numpy as np

print(np.arange(100_000))
