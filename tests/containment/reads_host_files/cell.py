# %%
import glob
import os

HOST, GRADER = "@host@", "@grader@"
PYTHON = "@python@".split()
NAMES = ["gradebook.sqlite", "cache/salt", "solutions/06_multi_layer/two_layers/reference.py", "results/results.jsonl"]
PLACES = [
    "/etc/shadow",
    "/etc/passwd",
    "/etc/hostname",
    "/etc/ssl/private",
    "/root",
    "/root/.ssh/id_rsa",
    "/root/.bash_history",
    "/var/log",
    "/var/lib",
    "/run",
    "/srv",
    "/mnt",
    "/media",
    "/boot",
    "/sys",
    "/home/ubuntu",
    GRADER + "/grader/gradebook.py",
    GRADER + "/grader/grading.py",
    GRADER + "/solutions",
    GRADER + "/exercises/course.toml",
    GRADER + "/.git",
    *[f"{HOST}/{name}" for name in NAMES],
]
ROUTES = ["", "/proc/1/root", "/proc/self/root", "/proc/self/cwd/../../..", "/proc/thread-self/root", "/usr/..",
          "/proc/@pid@/root", "/proc/@victim@/root", "/home/learner/../.."]  # fmt: skip


def contents(route, place):
    path = route + place
    if os.path.isdir(path):
        inner = [name for name in os.listdir(path) if f"{place}/{name}" not in PYTHON]
        if not inner:
            raise PermissionError(f"{path} is empty, or shows the interpreter alone")
        return inner
    return open(path, "rb").read(80)


for route in ROUTES:
    for place in PLACES:
        attempt(route + place, contents, route, place)

# %%
FOUND = ["reference.py", "course.toml", "gradebook*", "grading.py", "*.jsonl", "salt", "_sealed", "authorized_keys", "id_*"]
for name in FOUND:
    for depth in range(1, 5):
        for path in glob.glob("/" + "*/" * depth + name):
            if not path.startswith(("/usr/", "/proc/", "/lib")) and "site-packages" not in path:
                print("BREACH: found", path)
print("searched")
