# %%
import os
import socket

TARGETS = ["/etc/shadow", "@host@/gradebook.sqlite", "@host@/cache/salt", "@grader@/solutions", "/proc/self/mem", "/dev/zero"]
NAMES = ["model.keras", "weights.h5", "output.npy", "figure.png", "results.jsonl", "submission.ipynb", "..."]
for folder in ("/home/learner", "/tmp", "/dev/shm"):
    for target, name in zip(TARGETS, NAMES):
        for number, link in enumerate((name, f"sub/{name}")):
            path = os.path.join(folder, link)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.symlink(target, path)
    os.symlink(folder, os.path.join(folder, "loop"))
    os.mkfifo(os.path.join(folder, "pipe"))
    socket.socket(socket.AF_UNIX).bind(os.path.join(folder, "socket"))
    for odd in ("-rf", "--out=x", "$(touch x)", "`x`", ";x", "a\nb", "\x1b[2J", "\u202egpj", "x" * 255):
        open(os.path.join(folder, odd), "w").close()
print("laid out")

# %%
for target in TARGETS[1:4]:
    try:
        os.link(target, "/tmp/hard")
        print("BREACH: linked", target)
    except OSError as error:
        print("held:", error)
for special in (0o020666, 0o060666):
    try:
        os.mknod("/tmp/device", special, os.makedev(1, 5))
        print("BREACH: made a device")
    except OSError as error:
        print("held:", error)
