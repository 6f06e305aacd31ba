# %%
import mmap
import os
import time

PRIVATE = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
kept = []
for size in range(80):
    pages = mmap.mmap(-1, 32 << 20, flags=PRIVATE)
    for offset in range(0, len(pages), 4096):
        pages[offset] = 1
    kept.append(pages)
    if size % 4 == 3:
        kept.pop(0).close()
    if len(kept) % 5 == 4 and os.fork() == 0:
        # the child keeps what the parent gives back
        time.sleep(3600)
    if len(kept) > 8:
        del kept[:4]
time.sleep(15)
print("BREACH: more than a GiB was not noticed")
