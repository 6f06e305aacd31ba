# %%
LINE = "0123456789abcdef" * 2**22  # 64 MiB
print(LINE)

# %%
import sys

sys.stderr.write(LINE)
sys.stdout.writelines([LINE, LINE])
