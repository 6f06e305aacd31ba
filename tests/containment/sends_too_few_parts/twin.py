# %%
print()
print("")
display("")
print("end")
