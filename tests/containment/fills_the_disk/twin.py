# %%
import numpy as np

np.save("values.npy", np.ones(1_000_000))
print(np.load("values.npy").sum())
