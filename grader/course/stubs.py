"""Makes stubs from references: `sync` writes each notebook with which learners start, and can check if it is current.

A stub is its reference without the answers, so nobody edits a stub; `grader.source.solution_blocks` describes the
format of a reference. The same reference always gives the same bytes: a cell's id is a hash of the exercise and the
cell's place, and nothing in a stub depends on the machine or the time.
"""

from hashlib import sha256
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from grader.errors import SpecError
from grader.source import solution_blocks
from grader.util.files import write_whole

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def sync_stubs(course_root: Path, *, check: bool) -> tuple[Path, ...]:
    """The stubs that differed from their references; without `check`, they are updated.

    Raises:
        SpecError: a reference is malformed; then nothing has been written.
        StorageError: a stub can't be written.
    """
    solutions, stubs = course_root / "solutions", {}
    for reference in sorted(solutions.glob("*/*/reference.py")):
        exercise = reference.parent.relative_to(solutions).as_posix()
        stubs[course_root / "exercises" / f"{exercise}.ipynb"] = stub_bytes(reference, exercise)
    stale = tuple(path for path, content in stubs.items() if not path.is_file() or path.read_bytes() != content)
    if not check:
        for path in stale:
            write_whole(path, stubs[path])
    return stale


def stub_bytes(reference: Path, exercise: str) -> bytes:
    """The stub of one reference, as the bytes of a notebook. Raises `SpecError`."""
    script = solution_blocks.stub(solution_blocks.reference_text(reference), name=str(reference))
    header, _, rest = script.partition("\n")
    if header != f"# exercise: {exercise}":
        raise SpecError(f"{reference}:1: the first line is {header!r}, but must be '# exercise: {exercise}'")
    notebook = jupytext.reads(rest.lstrip("\n"), fmt="py:percent")
    written: str = nbformat.writes(_bare(notebook, exercise), version=4)
    return (written + "\n").encode()


def _bare(notebook: NotebookNode, exercise: str) -> NotebookNode:
    """The notebook with only our own metadata, and with reproducible ids."""
    cells = []
    for place, cell in enumerate(notebook.cells):
        identity = sha256(f"{exercise}#{place}".encode()).hexdigest()[:16]
        own = {"cell_type": cell.cell_type, "id": identity, "metadata": {}, "source": cell.source}
        code: dict[str, object] = {"execution_count": None, "outputs": []} if cell.cell_type == "code" else {}
        cells.append(NotebookNode(own | code))
    metadata = {"grader": {"exercise": exercise}, "kernelspec": _KERNEL, "language_info": {"name": "python"}}
    return NotebookNode(cells=cells, metadata=metadata, nbformat=4, nbformat_minor=5)
