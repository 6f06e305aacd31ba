# %%
import re

while True:
    try:
        re.match(r"(a|aa)+$", "a" * 60 + "b")
    except BaseException:
        continue
