# %%
for number in range(100):
    print("line", number)
