# %%
import os

os.makedirs("a/b")
os.chdir("a/b")
os.chdir("../..")
print(os.getcwd())
