# %%
from IPython.display import display

display("x" * 100_000)
