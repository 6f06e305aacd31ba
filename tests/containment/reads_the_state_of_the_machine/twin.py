# %%
print(len(open("/proc/cpuinfo").read()) > 0, "MemTotal" in open("/proc/meminfo").read())
