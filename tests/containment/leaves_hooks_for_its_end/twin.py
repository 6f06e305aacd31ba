# %%
import atexit

atexit.register(print, "goodbye")
print("set up")
