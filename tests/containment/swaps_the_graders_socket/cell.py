# %%
import os
import socket

for line in open("/proc/net/unix").read().splitlines()[1:]:
    parts = line.split()
    if len(parts) > 7 and parts[7].startswith("/"):
        attempt(f"replace {parts[7]}", os.replace, "/dev/null", parts[7])
for name in ("/hb", "/1", "/2", "/3", "/4", "/5"):
    attempt(f"link at {name}", os.symlink, "@unix@", name)
    attempt(f"socket at {name}", socket.socket(socket.AF_UNIX).bind, name)
for target in ("@host@/gradebook.sqlite", "/etc/shadow", "@unix@", "@grader@"):
    for place in ("/home/learner", "/tmp", "/dev/shm"):
        os.symlink(target, f"{place}/link-{abs(hash(target))}")
        attempt(f"through a link to {target}", open, f"{place}/link-{abs(hash(target))}", "rb")
os.system("ln -s / /tmp/root; ln -s /proc/self/exe /tmp/exe")
attempt("a hard link to the interpreter's file", os.link, os.__file__, "/tmp/hard")
