# %%
import json

open("mine.py", "w").write("value = 7")
import mine

print(mine.value, json.dumps([1]))
