# %%
import os
import resource

try:
    resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30))
    print("BREACH: cores may be written")
except ValueError as error:
    print("held:", error)
child = os.fork()
if child == 0:
    os.abort()
status = os.waitpid(child, 0)[1]
print("BREACH: a core was written" if os.WCOREDUMP(status) else "held: no core", status)
print("BREACH: a core" if any("core" in name for name in os.listdir(".")) else "held: no core here")

# %%
import ctypes

ctypes.string_at(8)
