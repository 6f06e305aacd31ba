"""The first cell of attacks that ask for it: the connections that this kernel has."""

import os
import socket


def sockets():
    """Every socket of this process, by a descriptor of its own."""
    for name in os.listdir("/proc/self/fd"):
        try:
            if os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):
                yield socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue
