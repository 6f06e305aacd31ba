# %%
print("שלום עולם", "مرحبا", "e\u0301")


# %%
def softmax(ציון):
    return ציון
