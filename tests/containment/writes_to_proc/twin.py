# %%
print(open("/proc/self/oom_score").read().strip().isdigit(), open("/proc/meminfo").read()[:8])
