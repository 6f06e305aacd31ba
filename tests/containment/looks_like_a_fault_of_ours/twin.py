# %%
import resource

print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0)
