# %%
import glob
import os
import socket

PLACES = ["@unix@", "/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "/tmp/.X11-unix/X0",
          "/run/systemd/notify", "\0@abstract@", "\0/tmp/.X11-unix/X0", *glob.glob("/tmp/grader-*/*"), *glob.glob("/tmp/grader-*")]
for place in PLACES:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        attempt(f"connect {place!r} {kind}", socket.socket(socket.AF_UNIX, kind).connect, place)
for line in open("/proc/net/unix").read().splitlines()[1:]:
    name = line.split()[7] if len(line.split()) > 7 else ""
    print("BREACH: a socket's name:" if name else "held: a socket without a name", name)
found = [os.path.join(top, name) for place in ("/dev", "/tmp", "/opt", "/data", "/home", "/run", "/etc") for top, _, names in os.walk(place)
         for name in names if os.path.exists(os.path.join(top, name)) and (os.stat(os.path.join(top, name)).st_mode & 0o170000) in (0o140000, 0o010000)]  # fmt: skip
print("BREACH: sockets or fifos" if found else "held: no socket and no fifo", found)
