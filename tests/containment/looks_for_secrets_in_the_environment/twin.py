# %%
import os

os.environ["MY_SEED"] = "3"
print(os.environ["MY_SEED"], os.path.expanduser("~"))
