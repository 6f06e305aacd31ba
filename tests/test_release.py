"""`grader release` for real: what the edition does not hold, and what a learner does with it, from the built wheel."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.commands.release import PURPOSE
from grader.course.datasets.datasets import TfdsDataSet, cache_home
from grader.course.datasets.held_out import load_held_out
from grader.engine import environment
from grader.judging.checks.hidden_inputs import shuffle_held_out
from grader.lms.release.product_wheel import product_wheel
from grader.source.source import fill
from tests.answer_forms import forms_in
from tests.jupyterlab import Lab
from tests.service_process import SIMULATED, ServiceProcess
from tests.walk import contents

ROOT = Path(__file__).parents[1]
CALL = [sys.executable, "-W", "ignore", "-c", "from grader.commands.cli import main; main()"]
VALUES, TRAINED = "05_single_layer/matmul", "18_training/train"
PYTHONS = [name for name in ("3.11", "3.12", "3.13") if shutil.which(f"python{name}")]
FOLDER = 'folder = "../handed in"'
"""Where a course takes hand-ins."""
SAMPLE = 25
"""Every so many of the sealed images are looked for."""
SHORT = 12
"""Characters; a shorter line of code is nobody's answer."""
EIGHT = 8
"""Bytes that are compared as one number."""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two exercises, released from a copy of the course: one of values, one that is judged by held-out images."""
    home = tmp_path_factory.mktemp("home")
    for name in ("exercises", "solutions"):
        shutil.copytree(ROOT / name, home / name, symlinks=True)
    with (home / "exercises" / "course.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n[hand_in]\n{FOLDER}\n")
    course = home / "exercises" / "assignments.toml"
    course.write_text(f'[[assignments]]\nid = "two"\ntitle = "Two"\nexercises = ["{VALUES}", "{TRAINED}"]\n')
    to = tmp_path_factory.mktemp("released") / "course"
    ended = subprocess.run(
        [*CALL, "release", str(to), "--assignment", "two", "--workers", "1", "--course", str(home)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "edition 1, 2 exercises" in ended.stdout
    assert (home / "editions.json").is_file()
    return to


@pytest.mark.kernel
def test_nothing_that_marks_are_given_by_is_in_an_edition(edition: Path) -> None:
    """No answer of any exercise, no sealed image or label, no salt: looked for in every byte, and found where planted.

    Also in what is packed, compressed, encoded or drawn.
    """
    secrets = [*answers(), *salts(), *(one for name in get_args(TfdsDataSet) for one in sealed(name))]

    assert leaks(secrets, list(contents(edition))) == []
    for _, planted in (next(answers()), next(sealed("mnist")), next(salts())):
        assert leaks(secrets, [("planted", b"x" + planted + b"y")])


def leaks(secrets: list[tuple[str, bytes]], walked: list[tuple[str, bytes]]) -> list[str]:
    """Where which secret is."""
    there = found({secret for _, secret in secrets}, b"\0".join(data for _, data in walked))
    held = [(what, secret) for what, secret in secrets if secret in there]
    return [f"{what} in {name}" for what, secret in held for name, data in walked if secret in data]


def found(texts: set[bytes], whole: bytes) -> set[bytes]:
    """Those of the texts that are anywhere in the whole.

    Lines of code are thousands: they are looked for at once, wherever eight bytes may be a line's beginning. Pictures
    begin like all pictures, and are few.
    """
    lines = {text for text in texts if b"\0" not in text}
    starts: dict[bytes, list[bytes]] = {}
    for line in lines:
        starts.setdefault(line[:EIGHT], []).append(line)
    near = (
        (line, place) for place in places(list(starts), whole) for line in starts.get(whole[place : place + EIGHT], ())
    )
    return {line for line, place in near if whole.startswith(line, place)} | {
        one for one in texts - lines if one in whole
    }


def places(starts: list[bytes], whole: bytes) -> Iterator[int]:
    """Where eight bytes have the hash of one of the starts, and a few more places."""
    wanted = hashes(b"".join(starts))
    for offset in range(EIGHT):
        yield from (np.flatnonzero(np.isin(hashes(whole[offset:]), wanted)) * EIGHT + offset).tolist()


def hashes(data: bytes) -> NDArray[np.uint64]:
    """Of each eight bytes: 20 bits to which all of them contribute."""
    numbers = np.frombuffer(data, np.uint64, count=len(data) // EIGHT)
    return numbers * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(44)


def answers() -> Iterator[tuple[str, bytes]]:
    """The lines of references, right and wrong answers that neither stubs nor hints show.

    What the grader itself shows is no answer only where it says nothing: a docstring may hold one, as one did.
    """
    shown = [path.read_text(encoding="utf-8") for path in ROOT.glob("exercises/*/*.ipynb")]
    shown = ["\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"]) for text in shown]
    shown += [path.read_text(encoding="utf-8") for path in (*ROOT.glob("exercises/*/*.toml"),)]
    ours = [*ROOT.glob("grader/**/*"), *ROOT.glob("reports/**/*")]
    said = [path.read_text(encoding="utf-8") for path in ours if path.suffix in {".md", ".py"}]
    lines = {path: code_lines(path) for path in sorted(ROOT.glob("solutions/*/*/**/*.py"))}
    every = set().union(*lines.values())
    given = found(every, "\n".join(shown).encode())
    given |= {line for line in found(every, "\n".join(said).encode()) if not forms_in(line.decode(), "line.py")}
    for path, own in lines.items():
        yield from ((f"{path.relative_to(ROOT)}: {line.decode()}", line) for line in own - given)


def code_lines(path: Path) -> set[bytes]:
    lines = {line.strip() for line in path.read_text(encoding="utf-8").splitlines()}
    return {line.encode() for line in lines if len(line) >= SHORT and not line.startswith("#")}


def salts() -> Iterator[tuple[str, bytes]]:
    for purpose in ("", PURPOSE, "gradescope"):
        salt = environment.salt(cache_home(), purpose)
        for form in (salt, salt.hex().encode(), base64.b64encode(salt).rstrip(b"=")):
            yield f"the salt of '{purpose}'", form


def sealed(name: TfdsDataSet) -> Iterator[tuple[str, bytes]]:
    """Images as official and as shown, and their labels in the file's order and in the order of marks."""
    turned = load_held_out(ROOT, name)
    with np.load(ROOT / "solutions" / "_sealed" / f"{name}.npz") as official:
        for images in (official["images"], turned.images):
            yield from ((f"an image of {name}", image.tobytes()) for image in images[::SAMPLE])
    ordered = shuffle_held_out(turned.labels, salt=environment.salt(cache_home()), data=name)
    for labels in (turned.labels, ordered):
        yield from ((f"labels of {name}", labels.astype(kind).tobytes()) for kind in (np.int64, np.int32, np.uint8))


@pytest.mark.kernel
def test_the_wheel_holds_everything_that_is_no_code(tmp_path: Path) -> None:
    """Templates, styles, the manual, schemas, locks and the example: whatever git has below our packages."""
    name, content = product_wheel()
    (tmp_path / name).write_bytes(content)
    command = [shutil.which("git") or "git", "ls-files", "grader", "reports"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    elsewhere = {"reports/learner.png", "reports/cohort.png"}  # pictures of the README
    elsewhere |= {one for one in listed if one.startswith("grader/notebook/lab/")}  # sources of what is built

    with zipfile.ZipFile(tmp_path / name) as wheel:
        held = set(wheel.namelist())
    assert {one for one in listed if "/__pycache__/" not in one} - elsewhere - held == set()
    assert not {one for one in held if one.startswith(("tests/", "solutions/", "exercises/"))}


@pytest.fixture(scope="module", params=PYTHONS)
def installed(edition: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition's folder, with an environment of that Python in it, made as its README says."""
    folder = tmp_path_factory.mktemp("learner") / "Übungen, Teil 1"
    shutil.copytree(edition, folder)
    python = shutil.which(f"python{request.param}")
    made = subprocess.run([str(python), "-m", "venv", ".venv"], cwd=folder, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"Python {request.param} makes no environment here: {made.stderr.strip()[-200:]}")
    ended = learner(folder, "pip", "install", "-q", "-r", "requirements.txt")
    assert ended.returncode == 0, ended.stderr
    return folder


def learner(folder: Path, program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A command as a learner types it, with nothing of this checkout around it."""
    env = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    env |= {"XDG_CACHE_HOME": str(folder.parent / "cache")}
    command = [str(folder / ".venv" / "bin" / program), *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def answered(folder: Path, exercise: str, fragment: str, edition: int = 1) -> Path:
    """An answer of the course's in a copy of the edition's stub."""
    notebook = json.loads((folder / "exercises" / f"{exercise}.ipynb").read_bytes())
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell, text in zip(code, code_cells(exercise, fragment), strict=True):
        cell["source"] = text
    assert notebook["metadata"]["grader"]["edition"] == edition
    path = folder / "mine" / f"{exercise}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def code_cells(exercise: str, fragment: str) -> list[str]:
    """The code cells of an exercise's notebook with an answer of the course's."""
    answers = ROOT / "solutions" / exercise
    reference = (answers / "reference.py").read_text(encoding="utf-8")
    return [cell.text for cell in fill(reference, (answers / fragment).read_text(encoding="utf-8")).cells]


@pytest.mark.install
def test_a_learner_installs_works_and_is_judged(installed: Path) -> None:
    """From the wheel alone: a wrong answer is told why, a right one passes, also on a trained model."""
    packages = learner(installed, "pip", "list").stdout
    assert not re.search(r"(?im)^(sqlalchemy|tomlkit) ", packages)
    assert re.search(r"(?m)^jupyterlab ", packages)

    wrong = learner(installed, "grader", "check", str(answered(installed, VALUES, "wrong/bias_lost.py")))
    assert wrong.returncode == 1, wrong.stderr
    assert "bias" in wrong.stdout

    right = learner(installed, "grader", "check", "--json", str(answered(installed, VALUES, "accepted/one_line.py")))
    assert right.returncode == 0, right.stdout + right.stderr
    assert json.loads(right.stdout)["score"] == {"earned": 4, "possible": 4, "unscored": 0}

    trained = min((ROOT / "solutions" / TRAINED / "accepted").glob("*.py"))
    passed = learner(
        installed, "grader", "check", "--no-sandbox", str(answered(installed, TRAINED, f"accepted/{trained.name}"))
    )
    assert passed.returncode == 0, passed.stdout + passed.stderr


needs_chromium = pytest.mark.skipif(
    not Path("/usr/bin/chromium").exists(), reason="no Chromium; type: apt-get install chromium-driver"
)


@pytest.mark.install
@needs_chromium
def test_a_learner_works_in_jupyterlab(installed: Path, tmp_path: Path) -> None:
    """In a real Chromium: a notebook that is not saved is checked, the panel says why and where, and hands it in.

    Check is pressed again before there is a verdict, and changes after a check are handed in too. Where the notebook
    can't be saved, nothing is done.
    """
    path = installed / "mine" / f"{VALUES}.ipynb"
    path.unlink(missing_ok=True)
    shutil.rmtree(installed.parent / "cache" / "grader" / "checks", ignore_errors=True)
    shutil.rmtree(installed.parent / "cache" / "grader" / "hints", ignore_errors=True)
    (installed.parent / "handed in").mkdir(exist_ok=True)
    with Lab.start(installed, installed / ".venv" / "bin", tmp_path) as lab:
        lab.open(f"{VALUES}.ipynb")
        assert "0 of 2 exercises done Next: One neuron, by a matrix product, about 10 minutes" in lab.panel()

        assert lab.edit(code_cells(VALUES, "wrong/bias_lost.py")), "the document is not saved"
        lab.press("Check")
        lab.press("Check")
        said = lab.shows("(proven)")
        assert any("Still checking" in one for one in lab.was_shown())
        assert "2 of 4 points" in said
        assert any("2 of 4 points" in one and "Looking for the cause" in one for one in lab.was_shown())
        assert "transpose_b" in path.read_text(encoding="utf-8"), "the document is saved"
        (marked,) = lab.marked_code_cells()
        lab.press("Go to the cell")
        assert lab.active_code_cell() == marked == 4
        assert len(lab.hints()) == 1
        lab.press("Next hint")
        lab.until(lambda: len(lab.hints()) == 2)

        right = code_cells(VALUES, "accepted/one_line.py")
        lab.edit(right)
        lab.press("Check")
        assert lab.marked_code_cells() == [], "the mark of the last verdict stays"
        lab.shows("4 of 4 points")
        lab.shows("1 of 2 exercises done")
        assert lab.marked_code_cells() == []
        lab.edit([f"{cell}\n# handed in" for cell in right])
        lab.press("Hand in")
        lab.shows("Handed in.")
        (copy,) = (installed.parent / "handed in").glob(f"*/{VALUES}.ipynb")
        assert copy.read_bytes() == path.read_bytes()
        assert b"# handed in" in copy.read_bytes()

        lab.lose_files()
        lab.press("Check")
        lab.shows("The notebook was not saved, so nothing was done.")


@pytest.mark.install
@needs_chromium
def test_a_learner_hands_in_to_a_service(installed: Path, tmp_path: Path) -> None:
    """From the panel: a token that was mistyped is typed again, the receipt is shown, and no token is asked for later.

    Check is pressed again while the cause of a mistake is still sought: what stands in the notebook then is judged.
    Where only people can hand in, the panel says what they do, and has no button for it.
    """
    folder = tmp_path / "course"
    shutil.copytree(installed, folder, ignore=shutil.ignore_patterns(".venv", "mine"))
    settings = folder / "exercises" / "course.toml"
    with ServiceProcess.start(ROOT, tmp_path / "out", line=SIMULATED) as service:
        service.wait_until_ready()
        token = service.by_token("ada").token
        place = f'service = "http://127.0.0.1:{service.port}"'
        settings.write_text(settings.read_text(encoding="utf-8").replace(FOLDER, place), encoding="utf-8")
        with Lab.start(folder, installed / ".venv" / "bin", tmp_path) as lab:
            lab.open(f"{VALUES}.ipynb")
            lab.edit(code_cells(VALUES, "wrong/bias_lost.py"))
            lab.press("Check")
            lab.until(lambda: any("Looking for the cause" in one for one in lab.was_shown()))
            lab.edit(code_cells(VALUES, "accepted/one_line.py"))
            lab.press("Check")
            lab.shows("4 of 4 points")
            assert lab.marked_code_cells() == []

            lab.press("Hand in")
            lab.shows(f"http://127.0.0.1:{service.port}/tokens")
            lab.type_token("AAAA")
            lab.shows("not valid")
            lab.type_token(token)
            assert "learner: ada" in lab.shows("Handed in.")
            lab.press("Hand in")
            lab.shows("handed in before")

            by_hand = settings.read_text(encoding="utf-8").replace(place, 'lms = "Upload it."')
            settings.write_text(by_hand, encoding="utf-8")
            lab.press("Check")
            assert "Hand in" not in lab.shows("Upload it.")


@pytest.mark.install
@needs_chromium
def test_the_server_reads_its_own_folder_alone(installed: Path, tmp_path: Path) -> None:
    """Nothing outside of what the browser may open, such as the stubs that lie beside the learner's copies."""
    outside = f"../exercises/{VALUES}.ipynb"
    with Lab.start(installed, installed / ".venv" / "bin", tmp_path) as lab:
        for question in ("check", "hint", "submit", "progress"):
            assert lab.ask(question, outside) == {"error": f"{outside}: is outside of this server's folder"}


@pytest.mark.install
def test_what_an_installed_wheel_packs_again_is_the_same(installed: Path) -> None:
    """An instructor who installed the wheel can release, too: the files are those that were built."""
    code = (
        "import sys; from grader.lms.release.product_wheel import product_wheel; "
        "sys.stdout.buffer.write(product_wheel()[1])"
    )
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run = subprocess.run(
        [installed / ".venv/bin/python", "-c", code], cwd="/", env=env, capture_output=True, check=True
    )
    (installed.parent / "again.whl").write_bytes(run.stdout)
    (built,) = installed.glob("*.whl")

    with zipfile.ZipFile(built) as one, zipfile.ZipFile(installed.parent / "again.whl") as other:
        files = {name: one.read(name) for name in one.namelist() if not name.endswith("RECORD")}
        assert {name: other.read(name) for name in other.namelist() if not name.endswith("RECORD")} == files
