# %%
print("x" * 10_000)
print("y" * 10_000, "end")
