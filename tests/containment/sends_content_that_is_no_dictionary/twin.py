# %%
display([1, None, "text"])
display(None)
