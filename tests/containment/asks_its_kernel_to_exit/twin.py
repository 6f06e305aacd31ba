# %%
from IPython import get_ipython

get_ipython().set_next_input("print(1)")
print("still here")
