# %%
import os
import socket

path = os.path.abspath("mine.sock")
listener = socket.socket(socket.AF_UNIX)
listener.bind(path)
listener.listen()
client = socket.socket(socket.AF_UNIX)
client.connect(path)
print("connected")
