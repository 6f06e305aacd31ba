# %%
from IPython.display import display

display({"application/x-unknown": "data", "text/plain": "plain"}, raw=True)
