# %%
import socket

left, right = socket.socketpair()
left.shutdown(socket.SHUT_RDWR)
print(right.recv(10))
