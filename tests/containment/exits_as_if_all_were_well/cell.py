# %%
import sys

sys.exit(0)

# %%
raise SystemExit


# %%
class Fine(SystemExit):
    code = 0

    def __str__(self):
        return "all criteria passed"


raise Fine

# %%
exit()

# %%
quit(0)

# %%
raise KeyboardInterrupt

# %%
raise GeneratorExit

# %%
raise BaseExceptionGroup("several", [KeyboardInterrupt(), SystemExit(0)])

# %%
print("all eight cells raised, and this one runs")
