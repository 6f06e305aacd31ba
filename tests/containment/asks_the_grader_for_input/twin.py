# %%
import io
import sys

sys.stdin = io.StringIO("an answer\n")
print(sys.stdin.readline())
