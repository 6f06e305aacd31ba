# %%
print("one")

# %%
print("two")
