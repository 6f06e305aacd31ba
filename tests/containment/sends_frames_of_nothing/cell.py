# %%
import threading
import time

FRAMES = (b"\x01\x00" * 60 + b"\x00\x00") * 500


def send(connection):
    connection.setblocking(True)
    while True:
        connection.sendall(FRAMES)


for connection in sockets():
    threading.Thread(target=send, args=(connection,), daemon=True).start()
time.sleep(6)
print("BREACH: the grader took empty frames for six seconds")
