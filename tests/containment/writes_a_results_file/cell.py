# %%
import json
import os
import sqlite3

FULL = {"score": 100, "tests": [{"score": 100, "max_score": 100, "status": "passed"}], "earned": 10**6, "verdict": "pass"}
PLACES = [
    "/autograder/results/results.json", "/grade/results/results.json", "/tmp/results.json", "/home/learner/results.jsonl",
    "/home/learner/gradebook.sqlite", "@host@/gradebook.sqlite", "@host@/results/results.jsonl", "@grader@/results.jsonl",
    "../results.jsonl", "../../results.jsonl", "/opt/grader/results.jsonl", "/data/results.jsonl", "/dev/shm/results.jsonl",
]  # fmt: skip
OWN = ("/tmp/", "/home/learner/", "/dev/shm/")
for place in PLACES:
    try:
        os.makedirs(os.path.dirname(os.path.abspath(place)), exist_ok=True)
        open(place, "w").write(json.dumps(FULL))
        print("its own folder took it:" if os.path.realpath(place).startswith(OWN) else "BREACH: wrote", place)
    except OSError as error:
        print("held:", error)

# %%
for place in ("@host@/gradebook.sqlite", "/home/learner/OUT.sqlite"):
    try:
        book = sqlite3.connect(place)
        book.execute("create table results (learner, earned)")
        book.execute("insert into results values ('me', 100)")
        book.commit()
        print("its own folder took it:" if place.startswith(OWN) else "BREACH: wrote", place)
    except sqlite3.Error as error:
        print("held:", error)

# %%
print(json.dumps(FULL))
output = FULL
