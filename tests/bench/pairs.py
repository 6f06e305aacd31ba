"""Compares what a submission costs in two trees of this project, run in turn on the same machine.

usage: python -P tests/bench/pairs.py OTHER [EXERCISE …]

OTHER is another checkout, such as a worktree of an earlier commit. Each tree judges the reference solution of each
exercise 40 times, never twice the same file, and the two trees take turns. Printed are the medians of the CPU seconds
of grader, zygote and kernels, and the median of the 40 ratios, this tree against the other. One pair says little, as
these machines differ by a factor of two from minute to minute; 40 pairs agree to within some 2 %.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

PAIRS: Final = 40
EXERCISES: Final = (
    "05_single_layer/elementwise",
    "06_multi_layer/two_layers",
    "10_softmax/softmax",
    "11_keras/sequential",
)
ROOT: Final = Path(__file__).parents[2]


def begin(tree: Path) -> subprocess.Popen[str]:
    """A process that judges by the code of that tree, an exercise a line, in its own environment if it has one."""
    python = tree / ".venv" / "bin" / "python"
    return subprocess.Popen(
        [str(python) if python.is_file() else sys.executable, "-P", "-W", "ignore", __file__, "--serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree)},
    )


def cost(process: subprocess.Popen[str], exercise: str) -> float:
    """CPU seconds of one submission."""
    assert process.stdin is not None
    assert process.stdout is not None
    print(exercise, file=process.stdin, flush=True)
    return float(json.loads(process.stdout.readline()))


async def serve() -> None:
    """Judge the exercise that each line of stdin names, and print the CPU seconds that it took."""
    import psutil  # noqa: PLC0415 - the process that compares needs none of these

    from grader.engine.engine import Engine  # noqa: PLC0415
    from grader.engine.source_run import read_authored  # noqa: PLC0415
    from grader.source.records import Source, SourceCell  # noqa: PLC0415
    from grader.source.source import reference_source  # noqa: PLC0415

    engine = Engine.open(Path.cwd())

    async def spent_s() -> float:
        zygote: Any = await engine.kernels.get()
        tree = psutil.Process(zygote.process.pid)
        return time.process_time() + sum(sum(one.cpu_times()[:4]) for one in [tree, *tree.children(recursive=True)])

    for number, line in enumerate(sys.stdin):
        prepared = await engine.references.prepare(line.strip(), known=False)
        cells = reference_source(prepared.exercise.reference).cells
        source = Source(cells=tuple(SourceCell(text=f"{one.text}\n# {number} {os.getpid()}") for one in cells))
        before = await spent_s()
        reading = read_authored(prepared, source)
        judged = engine.judge(prepared, reading, await engine.run(prepared, reading))
        assert judged.score.earned == judged.score.possible, judged.findings
        sys.stdout.write(f"{await spent_s() - before}\n")
        sys.stdout.flush()
    engine.close()


def main() -> None:
    """Print a line an exercise."""
    other, *exercises = sys.argv[1:]
    trees = [begin(Path(one).resolve()) for one in (str(ROOT), other)]
    for exercise in exercises or EXERCISES:
        for tree in trees:
            cost(tree, exercise)  # the reference runs first, and a zygote starts
        pairs = [[cost(tree, exercise) for tree in trees] for _ in range(PAIRS)]
        here, there = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(one / two for one, two in pairs)
        sys.stdout.write(f"{exercise:32} {here:.3f} CPU s here, {there:.3f} there: {ratio:.3f}\n")
        sys.stdout.flush()
    for tree in trees:
        tree.communicate()


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        asyncio.run(serve())
    else:
        main()
