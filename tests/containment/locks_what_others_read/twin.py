# %%
import fcntl

with open("mine.txt", "w") as file:
    fcntl.lockf(file, fcntl.LOCK_EX)
    print("locked")
