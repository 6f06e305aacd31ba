"""A throw-away course of one exercise, all of whose parts are as they should be."""

from collections.abc import Mapping
from pathlib import Path

EXERCISE = "01/sum"
BESIDE = f"exercises/{EXERCISE}"
ANSWERS = f"solutions/{EXERCISE}"
REFERENCE = """# exercise: 01/sum

# %%
import numpy as np

a = np.array([3.0, 4.0, 5.0])

# %%
# BEGIN SOLUTION
# BLANK: total = ...
total = np.sum(a) - 1
# END SOLUTION
"""
RUBRIC = """title = "A sum"

[[criteria]]
id = "shape"
title = "total is one number"
check = "tensor_shape"
of = "total"
hints = ["a", "b", "c"]

[[criteria]]
id = "value"
title = "total is the sum, less one"
check = "tensor_values"
of = "total"
after = "shape"
replay = ["a"]
hints = ["a", "b", "c"]
"""
LAZY = """\
[placeholder]
points = 1
why = "The shape alone is worth a point."

[typed]
points = 1
why = "As above."
"""
FILES: Mapping[str, str] = {
    "exercises/course.toml": 'title = "t"\n[[lessons]]\nid = "01"\ntitle = "t"\nsections = [1]\nexercises = ["sum"]\n',
    f"{BESIDE}.toml": RUBRIC,
    f"{ANSWERS}/reference.py": REFERENCE,
    f"{ANSWERS}/lazy.toml": LAZY,
    f"{ANSWERS}/accepted/method.py": "total = a.sum() - 1\n",
    f"{ANSWERS}/accepted/loop.py": "total = -1.0\nfor one in a:\n    total += one\n",
    f"{ANSWERS}/accepted/product.py": "total = a @ np.ones(3) - 1\n",
    f"{ANSWERS}/wrong/mean.py": "# fails: value\ntotal = np.mean(a)\n",
    f"{ANSWERS}/wrong/not_less.py": "# fails: value\ntotal = np.sum(a)\n",
    f"{ANSWERS}/wrong/product.py": "# fails: value\ntotal = np.prod(a) - 1\n",
    f"{ANSWERS}/wrong/typed_in.py": "# fails: value\n# diagnosis: typed_in\ntotal = np.float64(11)\n",
    f"{ANSWERS}/wrong/not_added.py": "# fails: shape\ntotal = a - 1\n",
}


def write(root: Path, **changes: str) -> Path:
    """The course in a folder, with other files or other contents where `changes` say so."""
    from grader.course.stubs import sync_stubs  # noqa: PLC0415 - jupytext, which most processes of tests never need

    lay(root, **changes)
    sync_stubs(root, check=False)
    return root


def lay(root: Path, **changes: str) -> None:
    """The same without its stub."""
    for name, text in {**FILES, **changes}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
