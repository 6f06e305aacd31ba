# %%
import os

print(len(os.urandom(8)), open("/dev/zero", "rb").read(2), os.stat("/dev/null").st_mode > 0)
