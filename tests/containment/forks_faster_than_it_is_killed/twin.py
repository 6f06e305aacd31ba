# %%
import subprocess

print(subprocess.Popen(["sleep", "0.05"], start_new_session=True).wait())
