# %%
import socket
import stat

ALLOWED = ("socket:", "pipe:", "anon_inode:[event", "anon_inode:[timerfd]", "anon_inode:[pidfd]", "/dev/null", "/dev/pts", "/dev/ptmx", "/dev/urandom")
seen = 0
for descriptor in range(4096):
    try:
        target, mode = os.readlink(f"/proc/self/fd/{descriptor}"), os.fstat(descriptor).st_mode
    except OSError:
        continue
    seen += 1
    if not target.startswith(ALLOWED) or stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        print("BREACH: descriptor", descriptor, target)
    if stat.S_ISSOCK(mode):
        with socket.socket(fileno=os.dup(descriptor)) as found:
            kind, name = found.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE), found.getsockname()
            print("BREACH: the zygote's control socket" if kind == socket.SOCK_SEQPACKET else "held: a socket", descriptor, kind, name)
            attempt(f"connect {descriptor} elsewhere", found.connect, "@unix@")
            attempt(f"bind {descriptor} elsewhere", found.bind, "@host@/mine")
            attempt(f"send into {descriptor}", lambda found=found: found.send(b'{"start": "9"}') if kind == socket.SOCK_SEQPACKET else 1 / 0)
print("held: no more than", seen)
