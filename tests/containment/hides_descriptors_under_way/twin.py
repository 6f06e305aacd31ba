# %%
import os
import socket

one, other = socket.socketpair()
reader, writer = os.pipe()
socket.send_fds(one, [b"x"], [writer])
_, passed, _, _ = socket.recv_fds(other, 10, 1)
os.write(passed[0], b"hello")
print(os.read(reader, 5))
