# %%
import os
import shutil
import subprocess

shutil.copy("/usr/bin/id", "/tmp/id")
os.chmod("/tmp/id", 0o6755)
attempt("run its own setuid copy", lambda: subprocess.run(["/tmp/id"], check=True))
attempt("give a file a capability", os.setxattr, "/tmp/id", "security.capability", bytes.fromhex("0100000200200000000000000000000000000000"))
attempt("give a file away", os.chown, "/tmp/id", 0, 0)
attempt("a trusted attribute", os.setxattr, "/tmp/id", "trusted.x", b"1")
for top, _, names in os.walk("/usr/bin"):
    for name in names:
        path = os.path.join(top, name)
        if os.path.exists(path) and os.stat(path).st_mode & 0o6000 and name in ("su", "sudo", "mount", "newgrp", "passwd", "pkexec"):
            said = subprocess.run([path, "--help"] if name != "su" else [path, "-c", "id -u"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=10).stdout
            print("BREACH: root by" if said.strip() == "0" else "held:", path)
who = subprocess.run(["sh", "-c", "id -u; grep CapEff /proc/self/status"], capture_output=True, text=True).stdout.split()
print("held:" if who[0] != "0" and int(who[2], 16) == 0 else "BREACH: a program's rights", who)
