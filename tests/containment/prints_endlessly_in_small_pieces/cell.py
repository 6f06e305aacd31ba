# %%
import sys

for _ in range(8_000):
    print("x", end="")
    sys.stdout.flush()  # and so a message each
print("BREACH: 8,000 messages were taken")
