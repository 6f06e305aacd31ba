# %%
import os
import socket

import zmq
from IPython import get_ipython

kernel = get_ipython().kernel
print("the key is", len(kernel.session.key), "bytes; it is this kernel's alone")

names = {found.getsockname() for found in sockets()}
paths = sorted(name for name in names if isinstance(name, str) and name)
for path in paths:
    try:
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(1)
        client.connect(path)
        print("BREACH: reached", path)
    except OSError as error:
        print("held:", path, error)
    for place in (os.path.dirname(path), path):
        print("BREACH: it is there:" if os.path.exists(place) else "held: nothing at", place)

# %%
for path in paths:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        os.symlink("/dev/null", path)
    except OSError as error:
        print("held:", error)
print("the grader listens elsewhere")
