# %%
import socket

KINDS = (1, 2, 3, 4, 5, 10)
for family in range(48):
    if family == socket.AF_UNIX:
        continue
    for kind in KINDS:
        for flags in (0, socket.SOCK_CLOEXEC):
            for protocol in (0, 1, 6, 17, 255):
                try:
                    socket.socket(family, kind | flags, protocol).close()
                except OSError as error:
                    refused = error
                else:
                    print("BREACH: a socket of family", family, kind, protocol)
    print("held:", family, refused)
for family in (2, 10, 16, 40):
    attempt(f"socketpair {family}", socket.socketpair, family, 1)
    # the kernel looks at 32 bits of the family, a filter must too
    attempt(f"socket {family} by number", syscall, 41, 198, family | 1 << 32, 2, 0)
