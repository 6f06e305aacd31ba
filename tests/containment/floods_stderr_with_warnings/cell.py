# %%
import logging
import sys
import warnings

warnings.simplefilter("always")
logging.basicConfig(level=0, stream=sys.stderr)
for number in range(20_000):
    warnings.warn("w" * 200, stacklevel=1)
    logging.error("e" * 200)
    print("s" * 200, file=sys.stderr)
