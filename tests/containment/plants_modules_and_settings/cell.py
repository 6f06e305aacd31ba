# %%
import os
import site
import sys

PAYLOAD = "print('BREACH: a planted file ran')"
home = os.path.expanduser("~")
targets = [f"{folder}/{name}" for folder in [*sys.path, *site.getsitepackages(), "/opt/grader/grader/probe/inside", "/opt/grader/grader/sandbox/inside", "/opt/grader"]
           for name in ("usercustomize.py", "sitecustomize.py", "zz.pth", "probe.py", "tensorflow.py") if folder]  # fmt: skip
for target in targets:
    if not target.startswith((home, "/tmp")):
        attempt(f"write {target}", open, target, "a")
for target in ("/etc/ld.so.preload", "/etc/ld.so.cache", sys.executable, os.__file__, ctypes.__file__):
    attempt(f"write {target}", open, target, "ab")
for folder, name in ((".ipython/profile_default/startup", "00.py"), (".keras", "keras.json"), (".local/lib", "zz.pth"), (".", "json.py")):
    os.makedirs(f"{home}/{folder}", exist_ok=True)
    target = f"{home}/{folder}/{name}"
    if os.path.exists(target) and PAYLOAD in open(target).read():  # a cold kernel's Keras writes settings of its own
        print("BREACH: planted before:", folder, name)
    open(target, "w").write(PAYLOAD)
