"""Runs come back from the disk as they went there, or not at all."""

import zlib
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from grader.evidence import Array, Evidence, Rebuilt, Tensor
from grader.model import CellError, CellRun, Outcome, Output, Run
from grader.storage import runs as store_module
from grader.storage.runs import RunStore, decode_run, encode_run

KEY = "ab" + "0" * 62

SEEN = Evidence(
    version=1,
    seen={"y": Tensor(kind="tensor", array=Array.from_values(np.array([[1.5, np.nan, -np.inf]], np.float32)))},
    names={"y": "tensor"},
)

RUN = Run(
    key=KEY,
    outcome=Outcome.RAISED,
    cells=(
        CellRun(
            source="y = x @ w  # Größe",
            outputs=(Output(kind="stdout", text="\N{SNOWMAN}\x00"), Output(kind="png", text="aGk=")),
            error=CellError(name="NameError", message="name 'x'", traceback="…", line=1),
            wall_s=0.25,
            answer=True,
        ),
        CellRun(source="", state="not_run"),
    ),
    evidence=SEEN,
    wall_s=1.5,
    cpu_s=0.75,
    peak_mib=120.5,
    message="A cell raised.",
)


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


def repack(path: Path, change: dict[str, object]) -> None:
    """Change top-level keys of a stored file, leaving it well packed."""
    document = msgspec.json.decode(zlib.decompress(path.read_bytes()))
    path.write_bytes(zlib.compress(msgspec.json.encode(document | change)))


def test_a_run_round_trips(store: RunStore) -> None:
    """Every field comes back equal, cells, NaN and infinities of the evidence among them."""
    store.put(RUN)
    assert store.get(KEY) == RUN


def test_what_a_clean_room_found_round_trips(store: RunStore) -> None:
    """Facts are kept with the run they belong to."""
    run = replace(RUN, evidence=msgspec.structs.replace(SEEN, rebuilt={"m": Rebuilt(refused="it is no model")}))
    store.put(run)
    assert store.get(KEY) == run


def test_an_unknown_key_is_absent(store: RunStore) -> None:
    """A key that was never put gives None, also where the folder does not exist yet."""
    assert store.get(KEY) is None


def test_runs_lie_in_folders_by_key_for_the_owner_alone(store: RunStore) -> None:
    """A file's place follows from its key, and others on the machine cannot list the store."""
    store.put(RUN)
    path = store.path(KEY)
    assert path.is_file()
    assert path.parts[-2:] == ("ab", f"{KEY}.json.z")
    assert path.parents[1].stat().st_mode & 0o077 == 0


def test_a_grader_fault_is_not_kept(store: RunStore) -> None:
    """A run that ended as INTERNAL runs again."""
    store.put(Run(key=KEY, outcome=Outcome.INTERNAL))
    assert store.get(KEY) is None


def test_a_later_run_replaces_an_earlier(store: RunStore) -> None:
    """The last run put under a key is the one that comes back."""
    store.put(RUN)
    store.put(replace(RUN, wall_s=9.0))
    assert store.get(KEY) == replace(RUN, wall_s=9.0)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"surprise": 1},
        {"run": {"key": KEY}},
        {"run": {"key": KEY, "outcome": "splendid"}},
        {"evidence": {"version": 1, "seen": {}, "names": {}, "more": 1}},
        {"evidence": None},
    ],
    ids=["another version", "unknown field", "missing field", "unknown outcome", "unknown evidence", "no evidence"],
)
def test_a_file_of_another_shape_is_absent(store: RunStore, change: dict[str, object]) -> None:
    """What is well packed but not the document we write counts as absent."""
    store.put(RUN)
    repack(store.path(KEY), change)
    assert store.get(KEY) is None


def test_evidence_from_the_disk_is_checked_like_a_kernels(store: RunStore) -> None:
    """Bytes that do not fit their shape are refused here too."""
    store.put(RUN)
    lie = {"type": "tensor", "kind": "tensor", "array": {"dtype": "float32", "shape": [9], "data": "AAAA"}}
    repack(store.path(KEY), {"evidence": {"version": 1, "seen": {"y": lie}, "names": {}}})
    assert store.get(KEY) is None


def test_a_file_under_another_key_is_absent(store: RunStore) -> None:
    """A run is only ever taken for the key it was made for."""
    other = "ac" + "0" * 62
    store.put(RUN)
    store.path(other).parent.mkdir()
    store.path(KEY).rename(store.path(other))
    assert store.get(other) is None


def test_the_format_of_a_file_stays(store: RunStore) -> None:
    """Runs that were stored before are found again, and what a worker sends is what a file holds."""
    store.put(RUN)
    content = store.path(KEY).read_bytes()

    assert content == encode_run(RUN)
    assert decode_run(content, KEY) == RUN
    assert msgspec.json.decode(zlib.decompress(content)).keys() == {"version", "run", "evidence"}


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file that unpacks to more than any run holds is given up at that size."""
    monkeypatch.setattr(store_module, "MAX_BYTES", 100)
    store = RunStore(tmp_path)
    store.put(RUN)

    assert store.get(KEY) is None
    with pytest.raises(ValueError, match="larger than 100 bytes"):
        decode_run(encode_run(RUN), KEY)
