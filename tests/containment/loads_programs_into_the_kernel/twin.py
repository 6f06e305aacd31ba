# %%
import numpy as np

print(int(np.add(1, 2)))
