# %%
import os

open("file", "w").write("text")
os.symlink("file", "link")
print(open("link").read())
