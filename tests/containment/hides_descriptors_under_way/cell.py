# %%
import socket

one, other = socket.socketpair()
one.setblocking(False)
passed = 0
try:
    while passed < 100_000:
        socket.send_fds(one, [b"x"], [0] * 200)
        passed += 200
except OSError as error:
    print("held: under way:", passed, repr(error))
print("BREACH:" if passed > 2000 else "held:", passed, "descriptors under way")
