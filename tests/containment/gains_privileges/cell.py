# %%
import os

me = os.getuid()
print("BREACH: it is root" if me == 0 else "held: an ordinary id", os.getresuid(), os.getresgid(), os.getgroups())
for number in sorted({0, 1, 1000, me + 1} - {me}):
    attempt(f"setuid {number}", in_child, os.setuid, number)
    attempt(f"setresuid {number}", in_child, os.setresuid, number, number, number)
    attempt(f"setgid {number}", in_child, os.setgid, number)
    attempt(f"setfsuid {number}", lambda number=number: 1 / int(libc.setfsuid(number) != libc.setfsuid(-1)))
attempt("setgroups", in_child, os.setgroups, [0])
header = (0x20080522).to_bytes(4, "little") + bytes(4)
attempt("capset", syscall, 126, 91, header, b"\xff" * 24)
for name, option, value in (("ambient", 47, 2), ("securebits", 28, 0), ("bounding set", 24, 0)):
    attempt(f"prctl {name}", lambda o=option, v=value: checked(libc.prctl(o, ctypes.c_ulong(v), ctypes.c_ulong(21), 0, 0)))
attempt("no_new_privs off", lambda: checked(libc.prctl(38, 0, 0, 0, 0)))
status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
    print("BREACH:" if int(status[name], 16) else "held:", name, status[name].strip())
print("held: NoNewPrivs" if status["NoNewPrivs"].strip() == "1" else "BREACH: new privileges can be had")
