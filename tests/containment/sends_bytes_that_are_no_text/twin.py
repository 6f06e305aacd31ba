# %%
print("Zażółć gęślą jaźń 漢字 🙂")
print(b"\xff".decode(errors="replace"))
