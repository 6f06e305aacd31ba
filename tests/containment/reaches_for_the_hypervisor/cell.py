# %%
import socket

AF_VSOCK = 40


def vsock(kind):
    made = socket.socket(AF_VSOCK, kind)
    made.settimeout(1)
    return made


for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    attempt(f"vsock {kind}", vsock, kind)
attempt("/dev/vsock", open, "/dev/vsock")
attempt("/dev/kvm", open, "/dev/kvm")
