# %%
print("text", end="")
print("")
print(end="")
