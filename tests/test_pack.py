"""`grader pack`: the archive unpacked as Gradescope does it, and its run_autograder run for real."""

import json
import os
import subprocess
import sys
import zipfile
import zlib
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest

from grader import DISTRIBUTION
from grader.lms.release.container import ACCOUNT
from grader.probe.outside.provisioner import ZygoteProvisioner
from grader.source.source import fill
from tests.called import called
from tests.grader.lms.export.gradescope_rules import read

pytestmark = [pytest.mark.kernel, pytest.mark.usefixtures("shared_zygotes")]

ROOT = Path(__file__).parents[1]
NEURON, PRODUCT = "05_single_layer/elementwise", "05_single_layer/matmul"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two exercises, packed."""
    path = tmp_path_factory.mktemp("packed") / "autograder.zip"
    ended = called("pack", NEURON, PRODUCT, "--to", str(path), "--course", str(ROOT))
    assert ended.returncode == 0, ended.stderr
    assert "2 exercises" in ended.stdout
    return path


@pytest.fixture
def root(archive: Path, tmp_path: Path) -> Path:
    """What Gradescope calls /autograder."""
    for name in ("source", "submission", "results"):
        (tmp_path / name).mkdir()
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            path = Path(opened.extract(info, tmp_path / "source"))
            path.chmod(info.external_attr >> 16 & 0o777)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    (tmp_path / "source" / "run_autograder").rename(tmp_path / "run_autograder")
    return tmp_path


def notebook(exercise: str, fragment: str, **changes: str) -> str:
    """An answer of the course's, as a learner's notebook."""
    folder = ROOT / "solutions" / exercise
    reference = (folder / "reference.py").read_text(encoding="utf-8")
    source = fill(reference, (folder / fragment).read_text(encoding="utf-8"))
    texts = [cell.text for cell in source.cells]
    for before, after in changes.items():
        texts = [text.replace(before, after) for text in texts]
    return str(nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in texts])))


def ran(root: Path) -> subprocess.CompletedProcess[str]:
    """run_autograder, as the harness starts it: from anywhere, with no path to us."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    env |= {"AUTOGRADER_ROOT": str(root), "AUTOGRADER_PYTHON": sys.executable, "XDG_CACHE_HOME": str(root / "cache")}
    return subprocess.run([str(root / "run_autograder")], capture_output=True, text=True, check=False, env=env, cwd="/")


def results(root: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((root / "results" / "results.json").read_bytes())
    read(document)
    return document


def test_no_reference_is_in_the_archive(archive: Path) -> None:
    """Neither its source, nor another answer, nor sealed labels of exercises that are not packed, nor our salt."""
    answers = [
        line.strip()
        for exercise in (NEURON, PRODUCT)
        for path in (ROOT / "solutions" / exercise).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "reduce_sum" in line or "matmul(" in line
    ]
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        course = [name for name in names if name.startswith("course/") and not name.endswith((".ipynb", ".toml"))]
        packed = [opened.read(name) for name in course]
        texts = [zlib.decompress(one) if name.endswith(".z") else one for name, one in zip(course, packed, strict=True)]
    assert answers
    assert not [name for name in names if "solutions" in name or "_sealed" in name or "calibration.json" in name]
    assert not [line for line in answers for text in texts if line.encode() in text]
    assert not [name for name in names if name.endswith((".pyc", "salt"))]


def test_jupyter_finds_our_kernels_by_the_archive_alone(root: Path) -> None:
    """In the container nothing else says which class starts them: here another installation would."""
    (ours,) = distributions(path=[str(root / "source" / "product")])

    (kernels,) = ours.entry_points.select(group="jupyter_client.kernel_provisioners")
    assert (ours.name, ours.version, kernels.name) == (DISTRIBUTION, version(DISTRIBUTION), "grader-zygote")
    assert kernels.load() is ZygoteProvisioner


def test_a_submission_is_judged_as_it_is_at_home(root: Path) -> None:
    """Right and wrong answers get the points, messages and diagnoses that `check` gives, and the stamp."""
    (root / "submission" / "deep").mkdir()
    (root / "submission" / "deep" / "elementwise.ipynb").write_text(notebook(NEURON, "accepted/loop.py"))
    (root / "submission" / "matmul.ipynb").write_text(notebook(PRODUCT, "wrong/bias_lost.py"))

    ended = ran(root)

    file = str(root / "submission" / "matmul.ipynb")
    at_home = called("check", file, "--no-hints", "--json", "--course", str(ROOT), "--exercise", PRODUCT)
    wrong = json.loads(at_home.stdout)
    assert ended.returncode == 0, ended.stderr
    found = results(root)
    assert "Not sandboxed" in found["output"]
    assert found["extra_data"]["sandboxed"] is False
    assert wrong["diagnoses"][0]["message"] in found["output"]
    tests = {tuple(test["tags"]): (test["score"], test["output"].split("\n")[0]) for test in found["tests"]}
    assert all(tests[PRODUCT, one["criterion"]] == (one["earned"], one["message"]) for one in wrong["findings"])
    assert all(score for (exercise, _), (score, _) in tests.items() if exercise == NEURON)


def test_other_starting_values_are_reported(root: Path) -> None:
    """What takes the reference's source elsewhere, is asked of the learner here; the other exercise is missing."""
    (root / "submission" / "x.ipynb").write_text(
        notebook(NEURON, "accepted/loop.py").replace("set_seed(7)", "set_seed(8)")
    )
    renamed = root / "submission" / "elementwise.ipynb"
    (root / "submission" / "x.ipynb").rename(renamed)

    ended = ran(root)

    found = results(root)
    assert ended.returncode == 0, ended.stderr
    value = next(test for test in found["tests"] if test["tags"] == [NEURON, "value"])
    assert value["status"] == "failed"
    assert value["output"].startswith("Different from the exercise: `features`")
    assert [test["output"] for test in found["tests"] if test["tags"] == [PRODUCT]] == [
        f"No file for {PRODUCT}. Please hand in the notebook that you were given, with its original name."
    ]


HOSTILE = """
import pathlib, os
root = pathlib.Path({root!r})
for evidence in [*root.glob("source/course/evidence/*/*.z"), root / "source/course/evidence/x"]:
    try:
        evidence.read_bytes()
        print("READ")
    except OSError:
        pass
try:
    (root / "results" / "results.json").write_text("forged")
except OSError:
    pass
if os.fork() == 0:
    os.setsid()
    import time
    time.sleep(600)
"""


def test_a_grader_fault_writes_no_results(root: Path) -> None:
    """Gradescope then says that the autograder failed, and nobody is given a zero."""
    (root / "submission" / "elementwise.ipynb").write_text(notebook(NEURON, "accepted/loop.py"))
    evidence = root / "source" / "course" / "evidence" / f"{NEURON}.json.z"
    evidence.write_bytes(evidence.read_bytes()[:-10])

    ended = ran(root)

    assert ended.returncode == 3
    assert "had an error" in ended.stdout
    assert not (root / "results" / "results.json").exists()


def may_separate() -> bool:
    """Whether another account can run this Python."""
    call = [sys.executable, "-c", "import msgspec"]
    try:
        ended = subprocess.run(call, user=ACCOUNT, group=ACCOUNT, extra_groups=(), check=False, cwd="/")
    except OSError:
        return False
    return ended.returncode == 0


@pytest.mark.skipif(os.geteuid() != 0 or not may_separate(), reason="kernels can't be another account's here")
def test_a_hostile_submission_reads_no_evidence_and_writes_no_results(root: Path) -> None:
    """Where we are root, the submission isn't: what it tries is not permitted, and what it leaves running is ended."""
    book = nbformat.reads(notebook(NEURON, "accepted/loop.py"), 4)
    book.cells.append(nbformat.v4.new_code_cell(HOSTILE.format(root=str(root))))
    (root / "submission" / "elementwise.ipynb").write_text(nbformat.writes(book))

    ended = ran(root)

    assert ended.returncode == 0, ended.stderr
    assert results(root)["score"] == 4
    left = [one for one in psutil.process_iter(["uids", "status"]) if one.info["uids"].real == ACCOUNT]
    assert {one.info["status"] for one in left} <= {psutil.STATUS_ZOMBIE}
