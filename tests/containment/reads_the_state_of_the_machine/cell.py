# %%
import os

addresses = [line.split()[0] for line in open("/proc/kallsyms").read(100_000).splitlines()] if os.path.exists("/proc/kallsyms") else []
print("BREACH: the kernel's addresses" if any(int(address, 16) for address in addresses if address) else "held: no addresses", len(addresses))
for name in ("keys", "key-users", "kmsg", "kcore", "kpageflags", "kpagecount", "slabinfo", "vmallocinfo", "timer_list", "sched_debug", "config.gz", "sys/kernel/random/boot_id"):
    path = f"/proc/{name}"
    if name in ("keys", "key-users", "config.gz", "sys/kernel/random/boot_id"):
        continue  # public to every id, and nothing of another's
    attempt(path, lambda path=path: open(path, "rb").read(64) or 1 / 0)
for name in ("pagemap",):
    entries = open(f"/proc/self/{name}", "rb").read(8 * 64)
    print("BREACH: physical addresses" if any(int.from_bytes(entries[at : at + 7], "little") & (1 << 55) - 1 for at in range(0, len(entries), 8)) else "held: no physical addresses")
mounts = open("/proc/self/mountinfo").read()
print("BREACH: the grader's folders are named" if "gradebook" in mounts or "@host@" in mounts else "held: mounts name no folder of the grader's")
print("BREACH: a cgroup that can be written" if os.path.isdir("/sys/fs/cgroup") else "held: no cgroups")
