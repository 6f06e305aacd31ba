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


for display_id in (b'"foreign"', b"null", b"[]", b"{}", b"5", b'"' + b"i" * 100_000 + b'"'):
    publish("update_display_data", b'{"data": {"text/plain": "x"}, "metadata": {}, "transient": {"display_id": ' + display_id + b"}}")
    publish("display_data", b'{"data": {"text/plain": "x"}, "metadata": {}, "transient": {"display_id": ' + display_id + b"}}")
print("sent")

# %%
print("the next cell")
