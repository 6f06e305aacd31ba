# %%
from IPython import get_ipython

kernel = get_ipython().kernel
text = "x" * (64 * 2**20)
kernel.session.send(
    kernel.iopub_thread, "stream", {"name": "stdout", "text": text}, parent=kernel.get_parent(), ident=b"stream"
)
print("after it")
