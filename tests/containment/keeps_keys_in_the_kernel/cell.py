# %%
attempt("add_key user", syscall, 248, 217, b"user", b"mark", b"was here", 8, -4)
for ring in (-1, -2, -3, -4, -5):
    attempt(f"keyctl get {ring}", syscall, 250, 219, 0, ring, 1, 0, 0)
    attempt(f"add_key to {ring}", syscall, 248, 217, b"user", b"mark", b"was here", 8, ring)
attempt("keyctl join", syscall, 250, 219, 1, b"mine", 0, 0, 0)
attempt("request_key", syscall, 249, 218, b"user", b"mark", None, -4)
keys = open("/proc/keys").read() if __import__("os").path.exists("/proc/keys") else ""
print("BREACH: an earlier mark" if "mark" in keys else "held: no mark in /proc/keys")
