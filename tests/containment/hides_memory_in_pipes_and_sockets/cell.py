# %%
import fcntl
import os
import socket

F_SETPIPE_SZ = 1031
MOST = 300 << 20
PIECE = bytes(65536)


def fill(write):
    total = 0
    try:
        while True:
            total += write(PIECE)
    except OSError:
        return total


def pipes():
    total, ends = 0, []
    try:
        while total < 4 * MOST:
            ends += os.pipe()
            os.set_blocking(ends[-1], False)
            try:
                fcntl.fcntl(ends[-1], F_SETPIPE_SZ, 1 << 20)
            except OSError:
                pass
            total += fill(lambda piece: os.write(ends[-1], piece))
    except OSError as error:
        print("held: pipes:", len(ends) // 2, error)
    for end in ends:
        os.close(end)
    return total


def sockets(kind):
    total, pairs = 0, []
    try:
        while total < 4 * MOST:
            pairs.append(socket.socketpair(socket.AF_UNIX, kind))
            for end in pairs[-1]:
                end.setblocking(False)
                for option in (socket.SO_SNDBUF, socket.SO_RCVBUF, 32, 33):
                    try:
                        end.setsockopt(socket.SOL_SOCKET, option, 1 << 30)
                    except OSError:
                        pass
                total += fill(end.send)
    except OSError as error:
        print("held: pairs:", len(pairs), error)
    for pair in pairs:
        for end in pair:
            end.close()
    return total


for name, total in (("pipes", pipes()), ("stream sockets", sockets(socket.SOCK_STREAM)), ("datagram sockets", sockets(socket.SOCK_DGRAM))):
    print("BREACH:" if total > MOST else "held:", total >> 20, "MiB in", name)
