# %%
import sys

print("buffered", flush=True)
sys.stdout.write("written\n")
sys.stdout.flush()
print(sys.stdout.encoding)
