# %%
print(open("/proc/self/status").read().count("Pid:") > 0, len(open("/proc/self/maps").read()) > 0)
