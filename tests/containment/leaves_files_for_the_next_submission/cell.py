# %%
import os
import secrets

PLACES = ["/tmp", "/dev/shm", "/home/learner", "/dev", "/dev/pts", "/dev/mqueue", "/run", "/var/tmp", "/data",
          "/opt/grader", "/etc", "/", "/proc/self", "/sys", "/home"]
for place in PLACES:
    try:
        names = os.listdir(place)
    except OSError:
        continue
    earlier = [name for name in names if name.startswith("mark-")]
    print("BREACH: an earlier mark in" if earlier else "held: no earlier mark in", place, earlier)
    try:
        open(f"{place}/mark-{secrets.token_hex(4)}", "w").write("was here")
    except OSError as error:
        print("held: no mark in", place, error)
