# %%
import fcntl
import os
import termios

TIOCSTI, TIOCLINUX, TIOCSCTTY, TIOCCONS, TIOCSETD = 0x5412, 0x541C, 0x540E, 0x541D, 0x5423
for path in ("/dev/tty", "/dev/console", "/dev/tty0", "/dev/tty1", "/proc/self/fd/0", "/dev/stdin", "/dev/fd/0", "/dev/fd/2"):
    attempt(f"type at {path}", lambda path=path: fcntl.ioctl(os.open(path, os.O_RDWR), TIOCSTI, b"!"))
    attempt(f"its settings {path}", lambda path=path: termios.tcgetattr(os.open(path, os.O_RDWR)))
for number in os.listdir("/dev/pts"):
    if number != "ptmx":
        print("BREACH: a terminal of another's:", number)
terminals = [descriptor for descriptor in range(512) if os.isatty(descriptor)]
print("BREACH: terminals" if terminals else "held: no terminal is open", terminals)
# its own terminal is its own, and even there nothing can be typed
master, slave = os.openpty()
for name, request, value in (("TIOCSTI", TIOCSTI, b"!"), ("TIOCSTI with high bits", TIOCSTI | 1 << 32, b"!"), ("TIOCLINUX", TIOCLINUX, b"\3"), ("TIOCCONS", TIOCCONS, 0), ("TIOCSETD", TIOCSETD, (0).to_bytes(4, "little"))):
    attempt(name, lambda request=request, value=value: syscall(16, 29, slave, request, value))
