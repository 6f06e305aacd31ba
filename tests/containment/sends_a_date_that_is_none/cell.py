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


for date in ("2026-13-45T99:99:99.999999Z", "0000-00-00T00:00:00Z", "2026-01-01T00:00:00+99:99", 10**30):
    header = session.msg_header("stream")
    publish("stream", b'{"name": "stdout", "text": "dated"}', header=session.pack(header | {"date": str(date)}))

# %%
print("the next cell")
