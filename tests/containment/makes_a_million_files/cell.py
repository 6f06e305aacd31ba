# %%
import os

for place in ("/home/learner", "/tmp", "/dev/shm"):
    os.makedirs(f"{place}/many", exist_ok=True)
    for number in range(10_000):
        try:
            os.close(os.open(f"{place}/many/{number}", os.O_CREAT | os.O_WRONLY))
        except OSError as error:
            print("held:", place, "no more than", number, "files:", error)
            break
    else:
        print("BREACH: as many files as it wished in", place)
deep = "/tmp/deep"
os.chdir("/tmp")
for depth in range(10_000):
    try:
        os.mkdir("d")
        os.chdir("d")
    except OSError as error:
        print("held: depth", depth, error)
        break
else:
    print("BREACH: as deep as it wished")
os.chdir("/home/learner")
