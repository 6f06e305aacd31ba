# %%
import gc
import sys
import types

# put together at run time, so that nothing finds itself
WORDS = ["".join(word) for word in (("solu", "tions/"), ("reference", ".py"), ("_sea", "led"), ("BEGIN SOLU", "TION"), ("grade", "book"))]
TRUSTED = ("commands", "course", "engine", "gradebook", "insight", "judging", "lms", "model", "probe.outside", "sandbox.outside", "source", "storage")

for name in TRUSTED:
    try:
        __import__(f"grader.{name}")
        print("BREACH: imported", name)
    except ImportError as error:
        print("held:", error)

walked = set()
for frame in list(sys._current_frames().values()):
    while frame is not None:
        walked.add(frame.f_code.co_name)
        for name, value in {**frame.f_globals, **frame.f_locals}.items():
            text = value if isinstance(value, str) else repr(value)[:10_000] if isinstance(value, (bytes, dict, list)) else ""
            if any(word in text for word in WORDS) and "TRUSTED" not in text and value is not WORDS:
                print("BREACH:", frame.f_code.co_filename, name, text[:100])
        frame = frame.f_back
print("walked", len(walked), "functions")

# %%
import numpy as np

found = 0
for thing in gc.get_objects():
    try:
        if isinstance(thing, dict):
            texts = [value for value in list(thing.values()) if isinstance(value, str) and len(value) < 10**6]
        elif isinstance(thing, (list, tuple, set, frozenset)):
            texts = [value for value in list(thing) if isinstance(value, str) and len(value) < 10**6]
        else:
            texts = []
    except Exception:
        continue
    found += thing is not WORDS and sum(WORDS[3] in text for text in texts)
    if isinstance(thing, np.ndarray) and thing.dtype.kind in "iu" and thing.shape == (1000,):
        print("BREACH: a thousand labels?", thing[:5])
print("BREACH: found", found) if found else print("held: found nothing in", len(gc.get_objects()), "objects")

# %%
trusted = [name for name in sys.modules if name.startswith(("grader", "solutions", "reports", "tests"))]
known = ("grader", "grader.errors", "grader.probe", "grader.sandbox")
foreign = [name for name in trusted if name not in known and not name.startswith(("grader.probe.inside", "grader.sandbox.inside", "grader.evidence"))]
print("BREACH:" if foreign else "held:", foreign)
print([name for name, value in list(sys.modules.items()) if not isinstance(value, types.ModuleType)][:5])
