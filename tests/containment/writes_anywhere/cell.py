# %%
import os

OWN = ("/home/learner", "/tmp", "/dev/shm", "/dev/pts")
HARMLESS = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/ptmx"}
folders = files = 0
for top, below, names in os.walk("/"):
    if top == "/":
        below.remove("proc")
    if top in OWN:
        below[:] = [name for name in below if os.path.ismount(os.path.join(top, name)) or os.stat(os.path.join(top, name)).st_uid != os.getuid()]
    elif top.startswith("/dev/fd"):
        continue
    else:
        folders += 1
        try:
            os.close(os.open(f"{top}/mark", os.O_CREAT | os.O_WRONLY))
        except OSError:
            pass
        else:
            print("BREACH: created a file in", top)
        if folders % 20 == 0:
            for action in (os.mkdir, os.chmod):
                try:
                    action(f"{top}/mark" if action is os.mkdir else top, 0o777)
                except OSError:
                    pass
                else:
                    print("BREACH:", action.__name__, top)
    for name in names if top not in OWN else ():
        path = f"{top}/{name}".replace("//", "/")
        if path in HARMLESS or os.path.islink(path):
            continue
        files += 1
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY))
        except OSError:
            pass
        else:
            print("BREACH: opened for writing", path)
print("held: folders" if folders > 1000 and files > 10_000 else "too few", folders, files)
