# %%
import os

os._exit(128 + 9)
