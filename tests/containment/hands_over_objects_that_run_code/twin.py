# %%
import pickle

print(pickle.loads(pickle.dumps({"a": [1, 2]})))
