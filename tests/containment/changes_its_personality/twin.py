# %%
import mmap

pages = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
pages[:5] = b"hello"
print(pages[:5])
