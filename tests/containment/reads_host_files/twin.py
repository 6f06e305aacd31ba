# %%
import sys

print(len(open("/usr/lib/os-release").read()) > 0, len(open(sys.modules["json"].__file__).read()) > 0)
open("notes.txt", "w").write("mine")
print(open("/home/learner/notes.txt").read())
