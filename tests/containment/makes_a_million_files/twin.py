# %%
for number in range(100):
    open(f"file-{number}.txt", "w").write("x")
print("wrote")
