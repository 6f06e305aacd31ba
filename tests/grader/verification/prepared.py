"""A prepared exercise without any kernel: its files, and what a reference's run would have shown."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from grader.evidence import (
    Array,
    Calls,
    Component,
    Dataset,
    DatasetPass,
    Evidence,
    History,
    Layer,
    Layers,
    Observation,
    PipelineStep,
    Request,
    Tensor,
)
from grader.judging.judge import PreparedExercise
from grader.model import Criterion, Exercise, Outcome, Run
from grader.sandbox.limits import Limits
from grader.source.ownership import own_code, parse_cells
from grader.source.records import Handout, RepairFacts, Source
from grader.source.solution_blocks import stub
from grader.source.source import parse_source, reference_source

GIVEN = "import numpy as np\nx = np.ones(2)"
"""What the exercise gives."""


def prepared(
    folder: Path,
    *,
    answer: str,
    rubric: tuple[Criterion, ...],
    seen: Mapping[str, Observation],
    wrong: Mapping[str, str] | None = None,
) -> PreparedExercise:
    """An exercise with one blank, in a folder of its own."""
    reference = folder / "reference.py"
    lines = ["# exercise: 01/one", "", "# %%", GIVEN, "", "# %%", "# BEGIN SOLUTION", "# BLANK: y = ...", answer]
    reference.write_text("\n".join([*lines, "# END SOLUTION", ""]), encoding="utf-8")
    (folder / "wrong").mkdir(exist_ok=True)
    for name, text in (wrong or {}).items():
        (folder / "wrong" / f"{name}.py").write_text(text, encoding="utf-8")
    exercise = Exercise(
        id="01/one", title="", rubric=rubric, limits=Limits(), stub=folder, reference=reference, digest=""
    )
    shown = parse_source(stub(reference.read_text("utf-8"), name="reference").encode(), script=True)
    assert isinstance(shown, Source)
    evidence = Evidence(version=1, seen=dict(seen), names={name: kind_of(one) for name, one in seen.items()})
    return PreparedExercise(
        exercise=exercise,
        handout=Handout(stub=shown, asked=frozenset()),
        request=Request(asks={}, grid=Array.from_values(np.zeros((1, 1), np.float32)), array_bytes=0),
        reference=Run(key="k", outcome=Outcome.OK, evidence=evidence),
        spreads={},
        facts=RepairFacts(),
        stub_code=parse_cells(cell.text for cell in shown.cells),
        solution=own_code(reference_source(reference), shown),
        content_digest="",
        finding_keys={},
    )


def criterion(check: str, of: str, name: str = "", **params: Any) -> Criterion:
    """One line of a rubric, worth a point."""
    return Criterion(id=name or f"{check}_{of}", title="", check=check, params={"of": of, **params})


def kind_of(seen: Observation) -> str:
    """As the kernel calls what it left under a name."""
    match seen:
        case Tensor(kind=kind):
            return kind
        case Layers():
            return "model"
        case Calls():
            return "function"
        case Dataset():
            return "dataset"
    return type(seen).__name__.lower()


def array(value: Any, dtype: str = "float64") -> Tensor:
    return Tensor(kind="array", array=Array.from_values(np.array(value, dtype)))


def number(value: float) -> Tensor:
    return Tensor(kind="number", array=Array.from_values(value))


def history(epochs: int = 3, *, validated: bool = False) -> History:
    falling = Array.from_values(np.linspace(0.9, 0.2, epochs))
    names = ["loss", "val_loss"] if validated else ["loss"]
    return History(series=dict.fromkeys(names, falling), batches=10, asked=epochs)


def model(*, parameters: int = 30) -> Layers:
    dense = Layer(
        name="dense",
        kind="Dense",
        settings={},
        activation=None,
        weights=((parameters,),),
        trainable=True,
        output_shape=(None, 3),
    )
    return Layers(
        kind="sequential",
        built=True,
        input_shape=(None, 9),
        layers=(dense,),
        weights=((parameters,),),
        outputs=Array.from_values(np.zeros((2, 3), np.float32)),
    )


def dataset(*steps: str) -> Dataset:
    """Ten examples in batches of four: float32 pictures and int64 labels."""
    span = None
    return Dataset(
        kind="tuple",
        components=(
            Component(name="", dtype="float32", shape=(None, 2, 2), span=span),
            Component(name="", dtype="int64", shape=(None,), span=span),
        ),
        batched=True,
        steps=tuple(PipelineStep(kind=step) for step in steps),
        first=DatasetPass(sizes=Array.from_values(np.array([4, 4, 2], np.uint32)), digests=()),
        ended="end",
    )
