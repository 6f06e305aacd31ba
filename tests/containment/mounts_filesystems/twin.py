# %%
import shutil

print(shutil.disk_usage("/tmp").total > 0)
