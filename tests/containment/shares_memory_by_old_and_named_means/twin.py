# %%
from multiprocessing import shared_memory

block = shared_memory.SharedMemory(create=True, size=4096)
block.buf[0] = 7
print(block.buf[0])
block.close()
block.unlink()
