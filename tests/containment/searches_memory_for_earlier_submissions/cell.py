# %%
import re
import secrets

# composed at run time, so that no source holds a whole one
mine = b"-".join([b"SUBMISSION", secrets.token_hex(16).encode(), b"END"])
keep = [bytes(bytearray(mine)) for _ in range(200)]
pattern = re.compile(rb"SUBMISSION-[0-9a-f]{32}-" + rb"EN" + rb"D")
# with which a session's messages are signed, as a request's body says it
key = re.compile(rb'"key":"([0-9a-f]{8}-[0-9a-f]{24})"')
found, keys = set(), set()
with open("/proc/self/mem", "rb", 0) as memory:
    for line in open("/proc/self/maps"):
        first, last = (int(end, 16) for end in line.split()[0].split("-"))
        if "r" not in line.split()[1] or "/usr/" in line or ".so" in line or "[v" in line:
            continue
        for start in range(first, last, 1 << 24):
            try:
                memory.seek(start)
                piece = memory.read(min(1 << 24, last - start))
            except (OSError, OverflowError, ValueError):
                break
            found.update(pattern.findall(piece))
            keys.update(key.findall(piece))
print("BREACH: submissions before this one:" if found - {mine} else "held: none before this one", len(found - {mine}))
kernel = get_ipython().kernel
others = keys - {kernel.session.key}
print("BREACH: keys of other sessions" if others else "held: no key but its own", len(others))
print("saw itself" if mine in found else "BLIND")
