# %%
import os

os.symlink("notes.txt", "link.txt")
open("notes.txt", "w").write("mine")
print(open("link.txt").read())
