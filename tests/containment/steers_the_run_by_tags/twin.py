# %% tags=["parameters"]
rate = 0.1

# %% [markdown]
# text

# %%
print("rate", rate)
