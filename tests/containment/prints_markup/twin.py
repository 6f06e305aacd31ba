# %%
print("a < b and c > d & 'quoted'")
1 < 2

# %%
output = {"<": "less", ">": "greater"}
