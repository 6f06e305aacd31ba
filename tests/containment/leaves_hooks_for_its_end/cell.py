# %%
import atexit
import gc
import sys
import threading
import weakref


class Undead:
    def __del__(self):
        open("/tmp/undead", "a").write("x")
        globals().setdefault("kept", []).append(self)
        while True:
            pass


atexit.register(lambda: [None for _ in iter(int, 1)])
sys.excepthook = lambda *error: sys.exit(0)
sys.unraisablehook = sys.excepthook
threading.excepthook = sys.excepthook
undead = Undead()
watch = weakref.finalize(undead, print, "gone")
gc.callbacks.append(lambda phase, info: None)
threading._register_atexit(lambda: [None for _ in iter(int, 1)])
threading.Thread(target=lambda: [None for _ in iter(int, 1)]).start()
print("set up")
