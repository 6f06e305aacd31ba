# %%
import subprocess

print(subprocess.run(["echo", "hello"], capture_output=True, text=True).stdout)
