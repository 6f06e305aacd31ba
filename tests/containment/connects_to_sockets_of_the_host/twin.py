# %%
import socket

server = socket.socket(socket.AF_UNIX)
server.bind("/tmp/mine")
server.listen()
client = socket.socket(socket.AF_UNIX)
client.connect("/tmp/mine")
print("connected")
