# %%
import json

open("results.json", "w").write(json.dumps({"loss": 0.5}))
print(json.load(open("results.json")))
