# %%
import os

total = 0
for place in ("/home/learner", "/tmp", "/dev/shm"):
    for number in range(12):
        try:
            with open(f"{place}/piece-{number}", "wb") as file:
                while file.tell() < 30 << 20:
                    total += file.write(bytes(1 << 20))
        except OSError as error:
            print("held:", place, "full after", number, error)
            break
    else:
        print("BREACH: never full:", place)
print("BREACH: wrote" if total > 220 << 20 else "held: wrote", total >> 20, "MiB")
