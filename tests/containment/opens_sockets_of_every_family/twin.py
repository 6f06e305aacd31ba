# %%
import socket

one, other = socket.socketpair()
one.sendall(b"hello")
print(other.recv(5))
