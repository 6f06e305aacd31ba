# %%
import subprocess
import threading

threading.Thread(target=print, args=("a thread",)).start()
print(subprocess.run(["true"]).returncode)
