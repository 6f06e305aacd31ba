"""The files that are recorded: what proves the exercises, what learners hand in, and what goes wrong with files."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random

from grader.course import Course
from grader.judging.judge import PreparedExercise
from grader.source import solution_blocks
from grader.source.records import Source
from grader.source.source import reference_source
from grader.storage.folder import scan_folder
from grader.verification.cases import authored_cases, mutant_cases
from grader.verification.lazy.cases import lazy_cases
from grader.verification.records import CaseKind
from tests.damage import DAMAGES, Cell, good_notebook, notebook
from tests.diagnosis import corpus as labelled
from tests.grader.source.reader.attacks import ATTACKS
from tests.old_code import EXAMPLES, SETUP
from tests.test_hostile_batch import HOSTILE
from tests.unseen import corpus as unseen

ROOT = Path(__file__).parents[2]
COHORT = ROOT / "tests" / "cohort"
MUTANTS, LABELLED, UNSEEN = 12, 3, 8
"""One in so many is recorded."""
DAMAGED = {
    "05_single_layer/elementwise": (*DAMAGES,),
    "06_multi_layer/two_layers": (*DAMAGES,),
    "07_numpy/round_trip": (*DAMAGES,),
    "10_softmax/softmax": (*DAMAGES,),
    "11_keras/sequential": (*DAMAGES,),
    "18_training/train": ("given_cell_deleted", "broken_off_inside_the_answer", "exported_by_colab"),
}
"""Exercise to the kinds of damage that its reference's notebook is recorded with."""
ODD = "05_single_layer/elementwise"
"""The exercise for which hostile files and old code are handed in."""
_NUMBERS = frozenset({"tensor", "array", "number"})
NEAR = {
    "times 1.000002": ("{name} * 1.000002", _NUMBERS),
    "times 1.0001": ("{name} * 1.0001", _NUMBERS),
    "times 1.003": ("{name} * 1.003", _NUMBERS),
    "as a list": ("{name}.numpy().tolist()", {"tensor"}),
    "as float64": ("tf.cast({name}, tf.float64)", {"tensor"}),
    "with one more axis": ("{name}[None]", {"tensor", "array"}),
}
"""How results are off, the expression, and the kinds of results that it is for. Most criteria allow a hundred
thousandth."""
MOST_BYTES = 200_000
"""Of a hostile text; most of the larger ones differ from the smaller by their length alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCase:
    """One file to record."""

    kind: str
    name: str
    content: bytes
    script: bool


def file_cases(course: Course, prepared: PreparedExercise) -> Iterator[FileCase]:
    """All files of an exercise, in an order that does not change."""
    exercise = prepared.exercise.id
    yield from _proving(course.root, prepared)
    yield from _cohort(course, exercise)
    yield from _corpora(prepared)
    yield from _damaged(exercise)
    if exercise == ODD:
        yield from _odd(exercise)
    yield from _untouched(prepared)
    yield from _cut_short(exercise)
    yield from _near(prepared)
    yield from _renamed(prepared)


def _proving(root: Path, prepared: PreparedExercise) -> Iterator[FileCase]:
    """What `grader verify` proves an exercise by, of mutants a share."""
    exercise = prepared.exercise
    for case in (*authored_cases(root, prepared), *lazy_cases(prepared), *mutant_cases(prepared)):
        if case.kind is CaseKind.AGAIN:  # the same file as the reference
            continue
        if case.kind is CaseKind.MUTANT and not _drawn(exercise.id, case.name, MUTANTS):
            continue
        if case.kind is CaseKind.STUB:
            yield FileCase(kind="stub", name="as shipped", content=exercise.stub.read_bytes(), script=False)
        yield _written(exercise.id, case.kind.value, case.name, case.source)


def _cohort(course: Course, exercise: str) -> Iterator[FileCase]:
    for found in scan_folder(COHORT, course.exercises).files:
        if found.exercise == exercise:
            yield FileCase(
                kind="cohort",
                name=f"{found.learner} {found.path.name}",
                content=found.path.read_bytes(),
                script=found.path.suffix == ".py",
            )


def _corpora(prepared: PreparedExercise) -> Iterator[FileCase]:
    """Shares of the answers by other authors."""
    exercise = prepared.exercise
    for one in labelled.cases():
        name = f"{one.corpus} {one.label} {one.words}"
        if one.exercise == exercise.id and _drawn(exercise.id, name, LABELLED):
            yield _written(exercise.id, "labelled", name, labelled.filled(one, exercise.reference))
    for other in unseen.cases(exercise.id):
        if _drawn(exercise.id, other.words, UNSEEN):
            yield _written(exercise.id, "unseen", other.words, unseen.filled(other, exercise.reference))


def _damaged(exercise: str) -> Iterator[FileCase]:
    """The reference's notebook after each kind of damage that there is a place for in it."""
    for kind in DAMAGED.get(exercise, ()):
        made = DAMAGES[kind](_solved(exercise), Random(f"{exercise} {kind}"))  # noqa: S311 - no secret
        if made is not None:
            yield FileCase(kind="damaged", name=kind, content=made[0], script=made[1])


def _odd(exercise: str) -> Iterator[FileCase]:
    """Hostile texts, code of older versions, and hostile code behind a right answer."""
    for name, attack in ATTACKS.items():
        content = attack.made()
        if len(content) <= MOST_BYTES:
            yield FileCase(kind="hostile text", name=name, content=content, script=attack.script)
    added = {f"old {rule}": [SETUP, *(old for old, _ in pairs)] for rule, pairs in EXAMPLES.items()}
    added |= {f"hostile {name}": [code] for name, code in HOSTILE.items()}
    for name, texts in added.items():
        cells = [*_solved(exercise), *(Cell(kind="code", text=text, answer=True) for text in texts)]
        yield FileCase(kind=name.partition(" ")[0], name=name, content=notebook(cells).encode(), script=False)


def _untouched(prepared: PreparedExercise) -> Iterator[FileCase]:
    """The stub with something more in it that is not an attempt."""
    for name, text in (("with an import", "import math"), ("with a comment", "# What is to be done here?")):
        document = json.loads(prepared.exercise.stub.read_bytes())
        cell: dict[str, object] = {"cell_type": "code", "execution_count": None, "id": "own", "metadata": {}}
        document["cells"].append(cell | {"outputs": [], "source": [text]})
        yield FileCase(kind="stub", name=name, content=json.dumps(document).encode(), script=False)


def _near(prepared: PreparedExercise) -> Iterator[FileCase]:
    """The reference with its results a little off: in value, in kind, in dtype, in shape."""
    source = reference_source(prepared.exercise.reference)
    last = max(place for place, cell in enumerate(source.cells) if cell.answer)
    kinds = prepared.asked_kinds
    for what, (off, allowed) in NEAR.items():
        lines = [f"{name} = {off.format(name=name)}" for name, kind in kinds.items() if kind in allowed]
        if lines:
            cell = replace(source.cells[last], text="\n".join([source.cells[last].text, *lines]))
            cells = (*source.cells[:last], cell, *source.cells[last + 1 :])
            yield _written(prepared.exercise.id, "near", what, replace(source, cells=cells))


def _renamed(prepared: PreparedExercise) -> Iterator[FileCase]:
    """The reference with one of its results under another name, in the learner's own cells."""
    source = reference_source(prepared.exercise.reference)
    answer = "\n".join(cell.text for cell in source.cells if cell.answer)
    name = next((one for one in prepared.asked_kinds if re.search(rf"\b{one} = ", answer)), None)
    if name is not None:
        cells = [
            replace(cell, text=re.sub(rf"\b{name}\b", f"{name}_1", cell.text)) if cell.answer else cell
            for cell in source.cells
        ]
        yield _written(prepared.exercise.id, "renamed", name, replace(source, cells=tuple(cells)))


def _cut_short(exercise: str) -> Iterator[FileCase]:
    """The reference's notebook up to so many hundredths of it: many break off in a statement."""
    if exercise in DAMAGED:
        content = notebook(_solved(exercise)).encode()
        for share in range(30, 100, 7):
            kept = content[: len(content) * share // 100]
            yield FileCase(kind="cut", name=f"at {share} %", content=kept, script=False)


def _solved(exercise: str) -> list[Cell]:
    """The cells of the reference's notebook."""
    text = (ROOT / "solutions" / exercise / "reference.py").read_text(encoding="utf-8")
    blank = solution_blocks.stub(text, name=exercise)
    return good_notebook(solution_blocks.solved_script(text, name=exercise), "", lambda script, _: script, blank=blank)


def _drawn(exercise: str, name: str, share: int) -> bool:
    """Whether this is one of the one in `share` that are recorded."""
    return int(sha256(f"{exercise} {name}".encode()).hexdigest(), 16) % share == 0


def _written(exercise: str, kind: str, name: str, source: Source) -> FileCase:
    """The code as a learner's file: for half of the names a notebook, for the others a script."""
    texts = [cell.text for cell in source.cells]
    script = _drawn(exercise, f"{kind} {name}", 2)
    if script:
        content = "\n\n".join([f"# exercise: {exercise}", *(f"# %%\n{text}" for text in texts)]) + "\n"
    else:
        cells = [Cell(kind="code", text=text) for text in texts]
        content = notebook(cells, metadata={"grader": {"exercise": exercise}})
    return FileCase(kind=kind, name=name, content=content.encode(), script=script)
