# %%
import socket

left, right = socket.socketpair(socket.AF_UNIX)
left.sendall(b"x" * 1000)
print(len(right.recv(2000)))
