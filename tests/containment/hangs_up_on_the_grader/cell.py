# %%
import os
import socket

hung_up = 0
for found in sockets():
    try:
        found.getpeername()
    except OSError:
        continue
    if found.getsockname():  # pairs of this process's own have no name
        found.shutdown(socket.SHUT_RDWR)
        hung_up += 1
open("hung_up", "w").write(str(hung_up))

# %%
print(open("hung_up").read(), "connections; this should not be heard")
