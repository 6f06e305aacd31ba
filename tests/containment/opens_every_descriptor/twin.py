# %%
files = [open("/dev/null") for _ in range(50)]
print(len(files))
