# %%
import os

child = os.fork()
if child == 0:
    os.abort()
print(os.WTERMSIG(os.waitpid(child, 0)[1]))
