# %%
for _ in range(20):
    print("again")
