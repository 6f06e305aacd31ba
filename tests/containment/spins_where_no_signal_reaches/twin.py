# %%
import re

print(bool(re.match("a+b", "a" * 1000 + "b")))
