"""The first cell of attacks that ask for it: messages that no library of Jupyter's would make."""

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
