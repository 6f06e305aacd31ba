# %%
try:
    raise ValueError("caught")
except ValueError as error:
    print(error)
