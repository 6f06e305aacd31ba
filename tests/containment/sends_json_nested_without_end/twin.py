# %%
nested = []
for _ in range(50):
    nested = [nested]
print(nested)
