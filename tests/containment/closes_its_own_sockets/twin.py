# %%
import os
import socket

left, right = socket.socketpair()
left.shutdown(socket.SHUT_RDWR)
left.close()
right.close()
print("closed")
