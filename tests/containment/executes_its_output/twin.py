# %%
import subprocess
import sys

open("program.py", "w").write("print(6 * 7)")
print(subprocess.run([sys.executable, "program.py"], capture_output=True, text=True).stdout)
