# %%
import os

from IPython import get_ipython

# The child does not end the cell: it returns into the kernel's loop, and there are two behind the same sockets.
if os.fork() == 0:
    print("the copy is here")
else:
    print("the original is here")

# %%
print("answered by", "the first" if os.getpid() == 1 else "another")

# %%
for _ in range(4):
    os.fork()
print("sixteen of them")

# %%
print("last")
