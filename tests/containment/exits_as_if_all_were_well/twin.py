# %%
import sys

try:
    sys.exit(3)
except SystemExit as end:
    print("caught", end.code)
