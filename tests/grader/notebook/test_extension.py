"""JupyterLab's extension is built from the sources that lie beside it."""

import hashlib
from pathlib import Path

NOTEBOOK = Path(__file__).parents[3] / "grader" / "notebook" / "lab"
BUILT = Path(__file__).parents[3] / "grader" / "jupyter" / "labextensions" / "grader-lab"


def test_the_extension_is_built_anew_after_each_change() -> None:
    """Otherwise type: make lab-extension."""
    named = [NOTEBOOK / name for name in ("package.json", "package-lock.json", "tsconfig.json")]
    kinds = ("src/*.ts", "style/*.css", "test/*.mjs")
    sources = [*named, *(path for kind in kinds for path in sorted(NOTEBOOK.glob(kind)))]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()

    assert (BUILT / "built-from").read_text(encoding="utf-8").strip() == digest


def test_the_lock_names_no_registry() -> None:
    """Each user has their own."""
    assert '"resolved"' not in (NOTEBOOK / "package-lock.json").read_text(encoding="utf-8")
