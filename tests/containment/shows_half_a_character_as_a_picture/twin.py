# %%
print("whole 👩‍🔬")
