# %%
store = {"mark": "mine"}
print(store["mark"])
