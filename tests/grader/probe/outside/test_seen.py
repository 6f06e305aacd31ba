"""What a kernel can see, found by walking all of it: what `kernel_sandbox` lists, and nothing else.

Files are distinguished by device and inode, which a bind mount keeps: so one of our files is recognised under any name.
"""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course.datasets.datasets import folder
from grader.evidence import Array, Request
from grader.probe.outside.execute import Questions, execute
from grader.probe.outside.kernel_sandbox import KERNEL_PATHS, KernelSandbox
from grader.sandbox.limits import Limits
from grader.sandbox.outside.sandbox import DATA, GRADER_FOLDER, SYSTEM
from grader.sandbox.outside.zygote import Zygote
from grader.source.records import Source, SourceCell

pytestmark = pytest.mark.kernel

ROOT = Path(__file__).parents[4]
GIVEN = KernelSandbox(data=folder(ROOT, "small"), masked=(ROOT,))
"""That of the zygote that all kernel tests of a process share."""
LIBRARY = Path(os.__file__).resolve().parent
"""The interpreter's own, which kernels see."""
BENEATH = (Path("/usr/local"), LIBRARY)
"""Where kernels see what lies beneath, unless it is masked."""
ITS_OWN = ("/home/learner", "/tmp", "/dev", "/proc")  # noqa: S108 - the jail's
LIMITS = Limits(wall_s=300, cell_s=280, output_kib=32 * 1024, evidence_mib=32)
WALK = """
import json, os
found = []
def note(path):
    try: one = os.lstat(path)
    except OSError: return
    found.append([path, one.st_dev, one.st_ino])
for top, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(top, name) not in ("/proc",)]
    for name in files + folders: note(os.path.join(top, name))
known = {tuple(pair) for pair in json.loads(PAIRS)}
system = tuple(json.loads(SYSTEM))
print(json.dumps({
    "ours": [path for path, *pair in found if tuple(pair) in known],
    "elsewhere": [path for path, *_ in found if not path.startswith(system)],
    "count": len(found),
}))
"""


def files_of(*folders: Path) -> list[tuple[int, int]]:
    """Device and inode of every file in folders of the host."""
    paths = (path for place in folders for path in place.rglob("*") if path.is_file() and not path.is_symlink())
    return [(one.st_dev, one.st_ino) for one in map(os.lstat, paths)]


def forbidden() -> list[tuple[int, int]]:
    """Every file of the repository and of the grader's caches that a kernel must not see."""
    ours = [ROOT / "grader" / name for name in KERNEL_PATHS]
    allowed = {path.stat().st_ino for one in ours for path in (one, *one.rglob("*"))}
    allowed |= {path.stat().st_ino for path in folder(ROOT, "small").rglob("*")}
    tops = [top for top in ROOT.iterdir() if top.is_dir() and top.name not in {".venv", ".git"}]
    return [pair for pair in files_of(*tops) if pair[1] not in allowed]


def listed(sandbox: KernelSandbox) -> list[Path]:
    """Every place that a kernel is to see."""
    return [
        *SYSTEM,
        *(target for target, _ in sandbox.binds()),
        Path(DATA),
        Path(GRADER_FOLDER, "grader"),
        *map(Path, ITS_OWN),
    ]


def seen_from(sandbox: KernelSandbox, pairs: list[tuple[int, int]]) -> dict[str, object]:
    """What a walk through such a sandbox found."""

    async def walk() -> dict[str, object]:
        zygote = await Zygote.start(sandbox)
        try:
            return await walked(zygote, sandbox, pairs)
        finally:
            zygote.close()

    return asyncio.run(walk())


async def walked(zygote: Zygote, sandbox: KernelSandbox, pairs: list[tuple[int, int]]) -> dict[str, object]:
    """The same from a zygote that is there."""
    given = [str(path) + "/" for path in listed(sandbox)]
    cell = WALK.replace("PAIRS", repr(json.dumps(pairs))).replace("SYSTEM", repr(json.dumps(given)))
    questions = Questions(plan=lambda _: Request(asks={}, grid=Array.from_values([]), array_bytes=0))
    run = await execute(Source(cells=(SourceCell(text=cell),)), questions, kernels=zygote, limits=LIMITS, key="k")
    assert run.cells[0].error is None, run
    return dict(json.loads("".join(output.text for output in run.cells[0].outputs)))


@pytest.fixture(scope="module")
def courses() -> Iterator[list[Path]]:
    """A copy of the course beneath each of two places that kernels see."""
    with ExitStack() as ended:
        yield [copy for beneath in BENEATH for copy in _copies(beneath, ended)]


def _copies(beneath: Path, ended: ExitStack) -> Iterator[Path]:
    """None where it is not allowed to write."""
    with suppress(PermissionError):
        place = Path(tempfile.mkdtemp(prefix="course", dir=beneath))
        ended.callback(shutil.rmtree, place)
        place.chmod(0o755)  # so that the mask alone hides it
        shutil.copytree(ROOT / "solutions", place / "solutions")
        yield place


@pytest.fixture(scope="module")
def masked(courses: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Where a walk found something of these courses, which are masked, or of a cache with fetched data."""
    cache = tmp_path_factory.mktemp("cache")
    for place in ("course_data/photographs", "course_data_sealed", "fetching/.partial-1/photographs"):
        (cache / place).mkdir(parents=True)
        (cache / place / "fetched").write_text("")
    sandbox = replace(GIVEN, fetched=cache / "course_data", masked=(cache, *courses))
    ours = seen_from(sandbox, files_of(cache, *courses))["ours"]
    assert isinstance(ours, list)
    return ours


@pytest.fixture(scope="module")
def seen(loop: asyncio.Runner, zygote: Zygote) -> dict[str, object]:
    """What a walk through every kernel's sandbox found of what it must not find."""
    return loop.run(walked(zygote, GIVEN, forbidden()))


def test_no_file_of_the_grader_but_four_paths_and_the_course_data(seen: dict[str, object]) -> None:
    """None of our solutions, stubs, tests, labels, modules or pages is anywhere, by whatever name."""
    assert seen["ours"] == []
    assert isinstance(seen["count"], int)
    assert seen["count"] > 10_000


def test_nothing_lies_outside_of_what_the_list_says(seen: dict[str, object]) -> None:
    """Beyond it there are only the folders in which it lies."""
    places = {str(parent) for target in listed(GIVEN) for parent in (target, *target.parents)}

    assert isinstance(seen["elsewhere"], list)
    assert {*seen["elsewhere"]} <= places


def test_fetched_data_is_seen_and_what_is_held_out_of_it_is_not(masked: list[str]) -> None:
    """Of a cache, kernels see the folders of sets that they are to see; not what lies beside them or under way."""
    assert [path for path in masked if Path(path).name == "fetched"] == [f"{DATA}/photographs/fetched"]


def test_courses_beneath_the_system_and_the_interpreter_are_not_seen(courses: list[Path], masked: list[str]) -> None:
    """Wherever a course lies, it is masked."""
    if len(courses) < len(BENEATH):
        pytest.skip("not allowed to write to a place that kernels see")
    assert [path for path in masked if Path(path).name != "fetched"] == []


def test_a_mask_that_is_left_out_is_seen_to_be_missing() -> None:
    """The walk can see: without the mask, the course beneath the interpreter is found."""
    try:
        place = Path(tempfile.mkdtemp(prefix="course", dir=LIBRARY))
    except PermissionError:
        pytest.skip(f"not allowed to write to {LIBRARY}")
    place.chmod(0o755)
    try:
        (place / "reference.py").write_text("answer = 42\n")
        sandbox = replace(GIVEN, masked=())
        assert seen_from(sandbox, files_of(place))["ours"] == [str(place / "reference.py")]
    finally:
        shutil.rmtree(place)
