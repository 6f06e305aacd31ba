# %%
import os

print(os.system("true"), os.system("false") != 0)
