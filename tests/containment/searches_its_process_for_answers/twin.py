# %%
import gc
import sys

print(len(gc.get_objects()) > 100, "tensorflow" in sys.modules, sys._getframe().f_lineno > 0)
