# %%
from multiprocessing import Array

shared = Array("d", 1000)
shared[0] = 2.5
print(shared[0])
