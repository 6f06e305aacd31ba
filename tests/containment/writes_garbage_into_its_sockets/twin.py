# %%
import random
import socket

left, right = socket.socketpair()
left.send(random.randbytes(1000))
print(len(right.recv(1000)))
