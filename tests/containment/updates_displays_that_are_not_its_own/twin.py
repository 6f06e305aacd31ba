# %%
from IPython.display import display

handle = display("first", display_id=True)
handle.update("second")
