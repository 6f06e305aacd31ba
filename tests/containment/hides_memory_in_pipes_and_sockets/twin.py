# %%
import os
import socket

reader, writer = os.pipe()
os.write(writer, bytes(60_000))
one, other = socket.socketpair()
one.sendall(bytes(60_000))
print(len(os.read(reader, 70_000)), len(other.recv(70_000)) > 0)
