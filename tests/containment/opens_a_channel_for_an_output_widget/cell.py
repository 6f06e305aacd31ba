# %%
from IPython import get_ipython

kernel = get_ipython().kernel
session = kernel.session


def publish(kind, content, metadata=b"{}", header=None, parent=None, signature=None, buffers=()):
    """Put a message on the wire that no library of Jupyter's would make: its parts are bytes."""
    header = session.pack(session.msg_header(kind)) if header is None else header
    parent = session.pack(kernel.get_parent()["header"]) if parent is None else parent
    parts = [header, parent, metadata, content]
    signed = session.sign(parts) if signature is None else signature
    kernel.iopub_thread.send_multipart([kind.encode(), b"<IDS|MSG>", signed, *parts, *buffers])


opening = b'{"comm_id": "w", "target_name": "jupyter.widget", "data": {"state": {"_model_module": "@jupyter-widgets/output", "_model_name": "OutputModel", "msg_id": "x", "outputs": [1]}, "buffer_paths": [["a"]]}, "metadata": {}}'
publish("comm_open", opening)
publish("comm_msg", b'{"comm_id": "w", "data": {"method": "update", "state": {"msg_id": ""}}}')
publish("comm_msg", b'{"comm_id": "none", "data": {"method": "update"}}')
publish("comm_open", b'{"comm_id": ["x"], "target_name": 5}')
publish("comm_close", b"{}")
print("sent")

# %%
print("the next cell")
