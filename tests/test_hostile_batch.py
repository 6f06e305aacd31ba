"""Hostile files in the middle of a batch: every honest result stays the same to the byte."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.model import Outcome
from tests.called import called
from tests.grader.source.reader.attacks import ATTACKS, READ

pytestmark = [pytest.mark.kernel, pytest.mark.usefixtures("shared_zygotes")]

ROOT = Path(__file__).parents[1]
COHORT = ROOT / "tests" / "cohort"
HONEST = 40
QUICK = ("05_single_layer/elementwise", "06_multi_layer/two_layers", "10_softmax/softmax", "11_keras/sequential")
WRITE_EVERYWHERE = """
import os
for top, _, _ in os.walk('/'):
    try: open(os.path.join(top, 'y'), 'w').write('1')
    except OSError: pass
"""
KILL_EVERYONE = """
import os, signal
for pid in range(1, 5000):
    try: os.kill(pid, signal.SIGTERM)
    except OSError: pass
"""
SEND = """
kernel = get_ipython().kernel
def send(kind, content): kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent('shell'))
"""
HOSTILE = {
    "exits": "import os; os._exit(0)",
    "faults": "import ctypes; ctypes.string_at(0)",
    "kills": KILL_EVERYONE,
    "forks": "import os\nwhile True:\n    try: os.fork()\n    except OSError: break\nos._exit(1)",
    "hoards": "hoard = []\nwhile True: hoard.append(b'x' * 2**24)",
    "prints": "for _ in range(1000): print('x' * 10_000)",
    "floods": SEND + "while True: send('display_data', {'data': {'text/plain': 'x'}, 'metadata': {}})",
    "forges": SEND + "send('status', {}); send('stream', {'name': 7}); send('error', None)",
    "tampers": "import grader.probe.inside.probe as probe\nprobe.observe = lambda request: {'score': 100}",
    "writes": WRITE_EVERYWHERE,
}
"""A name to the code of a file handed in under it."""
ALSO_OK = {"kills", "writes"}
"""What is refused without ending the run."""
TEXTS = (
    "a literal of 5,000 digits",
    "a literal of 150,000 hexadecimal digits",
    "3,000 elifs",
    "a sum of 900 terms",
    "a conditional of 900 terms",
    "180 KB of sums",
    "30,000 uses of np.Inf",
    "190,000 blank lines",
    "an attribute chain of 90,000",
    "10,000 reassignments",
    "900 KB of quotes",
    "190 KB of text like paths",
    "20 MiB of header",
    "20 MiB of empty cells",
    "5,000,000 lists in one another",
    "30,000 fences",
    "UTF-32 beyond all characters",
    "it breaks off in half a character",
    "NULs between letters",
    "20 MiB of NULs",
)
"""Files that attack what reads them."""


def honest() -> list[Path]:
    """Files of the sample cohort that are quick to run."""
    files = sorted(path for path in COHORT.rglob("*") if path.is_file())
    return [path for path in files if path.relative_to(COHORT).with_suffix("").as_posix().split("/", 1)[1] in QUICK][
        :HONEST
    ]


def hand_in(folder: Path, *, hostile: bool) -> None:
    """Fill a cohort's folder; the hostile learners sort among the honest ones."""
    for path in honest():
        place = folder / path.relative_to(COHORT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
    for number, (name, code) in enumerate(HOSTILE.items()):
        place = folder / f"{'adhlp'[number % 5]}-{name}" / (QUICK[number % len(QUICK)] + ".py")
        if hostile:
            place.parent.mkdir(parents=True)
            place.write_text(f"# %%\n{code}\n# %%\ny = output = probabilities = model = 1\n", encoding="utf-8")
    for number, name in enumerate(TEXTS):
        attack = ATTACKS[name]
        ending = ".py" if attack.script else ".ipynb"
        place = folder / f"{'bgkmz'[number % 5]}-{name}" / (QUICK[number % len(QUICK)] + ending)
        if hostile:
            place.parent.mkdir(parents=True)
            place.write_bytes(attack.made())


def words(folder: Path, out: Path) -> list[str]:
    """What is typed to grade a folder."""
    return ["grade", str(folder), "--out", str(out), "--course", str(ROOT), "--workers", "2", "--no-hints"]


def results(out: Path) -> dict[tuple[str, str], str]:
    """Learner and exercise to the line of results.jsonl, without what may differ between two gradings."""
    lines = (json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines())
    return {
        (line["learner"], line["exercise"]): json.dumps({key: line[key] for key in line if key != "run"})
        for line in lines
    }


def test_forty_honest_results_are_the_same_with_thirty_hostile_files_among_them(tmp_path: Path) -> None:
    """Whatever a submission does, or is, nobody else's result knows of it, and it earns nothing by it."""
    hand_in(tmp_path / "alone", hostile=False)
    hand_in(tmp_path / "among", hostile=True)

    assert called(*words(tmp_path / "alone", tmp_path / "alone-out")).returncode == 0
    call = [
        sys.executable,
        "-c",
        "from grader.commands.cli import main; main()",
    ]  # a process of its own for what is hostile
    subprocess.run([*call, *words(tmp_path / "among", tmp_path / "among-out")], check=True, capture_output=True)
    alone, among = (results(tmp_path / f"{name}-out") for name in ("alone", "among"))

    assert len(alone) == HONEST
    assert {key: line for key, line in among.items() if key in alone} == alone
    attacks = {key[0].split("-", 1)[1]: json.loads(line) for key, line in among.items() if key not in alone}
    assert attacks.keys() == {*HOSTILE, *TEXTS}
    assert {name: one["score"]["earned"] for name, one in attacks.items()} == dict.fromkeys(attacks, 0)
    assert {name for name in HOSTILE if attacks[name]["outcome"] == Outcome.OK} <= ALSO_OK
    assert not [one for one in attacks.values() if one["outcome"] == Outcome.INTERNAL or one["score"]["unscored"]]
    unread = {name for name in TEXTS if attacks[name]["outcome"] == Outcome.UNREADABLE}
    assert unread == {name for name in TEXTS if ATTACKS[name].comes_to != READ}
    listed = (tmp_path / "among-out" / "index.html").read_text(encoding="utf-8").split('id="unread"')[1]
    assert all(name in listed for name in unread)
