# %%
import os
import shutil
import subprocess

for place in ("/tmp", "/home/learner", "/dev/shm"):
    shutil.copy("/usr/bin/true", f"{place}/program")
    open(f"{place}/script", "w").write("#!/bin/sh\nexit 0\n")
    for name in ("program", "script"):
        os.chmod(f"{place}/{name}", 0o755)
        attempt(f"run {place}/{name}", lambda place=place, name=name: subprocess.run([f"{place}/{name}"], check=True))
    for loader in ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"):
        if os.path.exists(loader):
            attempt(f"run {place}/program by the loader", lambda place=place, loader=loader: subprocess.run([loader, f"{place}/program"], check=True, capture_output=True))
    shutil.copy(next(line.split()[-1] for line in open("/proc/self/maps") if "libm.so" in line), f"{place}/library.so")
    attempt(f"load {place}/library.so", ctypes.CDLL, f"{place}/library.so")
