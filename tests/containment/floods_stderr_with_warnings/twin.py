# %%
import sys
import warnings

for number in range(20):
    warnings.warn(f"warning {number}", stacklevel=1)
print("on stderr", file=sys.stderr)
