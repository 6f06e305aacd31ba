# %%
import numpy as np

taken = []
for size in (64, 16, 1):
    try:
        while sum(piece.nbytes for piece in taken) < 1000 << 20:
            taken.append(np.ones(size * 2**17))
    except MemoryError as error:
        print("held: a MemoryError after", sum(piece.nbytes for piece in taken) >> 20, "MiB", repr(error)[:80])
total = sum(piece.nbytes for piece in taken) >> 20
print("BREACH: took" if total > 700 else "held: took", total, "MiB")
