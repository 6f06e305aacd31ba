# %%
import time

from IPython import get_ipython

kernel = get_ipython().kernel
kernel.session.send(kernel.iopub_thread, "status", {"execution_state": "idle"}, parent=kernel.get_parent(), ident=b"status")
time.sleep(0.5)
print("after the end")
raise ValueError("hidden?")

# %%
print("the next cell")
