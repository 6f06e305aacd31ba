# %%
import os

TARGETS = {
    "/proc/self/oom_score_adj": b"1000", "/proc/self/oom_adj": b"15", "/proc/self/uid_map": b"0 0 1", "/proc/self/gid_map": b"0 0 1",
    "/proc/self/setgroups": b"allow", "/proc/self/mem": b"", "/proc/self/clear_refs": b"1", "/proc/self/coredump_filter": b"7f",
    "/proc/self/attr/current": b"unconfined", "/proc/self/attr/exec": b"unconfined", "/proc/self/autogroup": b"19",
    "/proc/self/timerslack_ns": b"1", "/proc/self/loginuid": b"0", "/proc/self/sched": b"0", "/proc/self/make-it-fail": b"1",
    "/proc/sysrq-trigger": b"h", "/proc/sys/kernel/core_pattern": b"|/tmp/x", "/proc/sys/kernel/hostname": b"mine",
    "/proc/sys/kernel/domainname": b"mine", "/proc/sys/kernel/modprobe": b"/tmp/x", "/proc/sys/kernel/ns_last_pid": b"100",
    "/proc/sys/vm/drop_caches": b"3", "/proc/sys/vm/overcommit_memory": b"1", "/proc/sys/fs/file-max": b"1", "/proc/sys/kernel/panic": b"1",
    "/proc/sys/net/ipv4/ip_forward": b"1", "/proc/sys/kernel/randomize_va_space": b"0", "/proc/sys/user/max_user_namespaces": b"100",
    "/proc/irq/default_smp_affinity": b"1", "/proc/fs/nfsd/threads": b"1", "/proc/acpi/wakeup": b"x", "/proc/scsi/scsi": b"x", "/proc/timer_stats": b"1",
    "/proc/mtrr": b"x", "/sys/power/state": b"mem", "/sys/fs/cgroup/cgroup.procs": b"0", "/sys/kernel/uevent_helper": b"/tmp/x",
}
for path, value in TARGETS.items():
    if path.endswith("/mem"):
        continue
    attempt(path, lambda path=path, value=value: os.write(os.open(path, os.O_WRONLY), value))
for top, _, names in os.walk("/proc/sys"):
    for name in names:
        try:
            os.close(os.open(f"{top}/{name}", os.O_WRONLY))
        except OSError:
            continue
        print("BREACH: opened for writing", top, name)
