# %%
import subprocess

print(subprocess.run(["/usr/bin/printf", "hello"], capture_output=True, text=True).stdout)
