# %%
print("before")

# %%
import os

os._exit(0)

# %%
print("BREACH: after its own end")
