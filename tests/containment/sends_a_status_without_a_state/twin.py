# %%
from IPython import get_ipython

print(get_ipython().execution_count)
