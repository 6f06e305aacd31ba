"""What was proven is kept by all that it follows from, and counts for nothing where it is damaged."""

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.engine.environment import installed_packages
from grader.model import Outcome, Run, Verdict
from grader.storage.content_store import pack
from grader.verification.cache import ExerciseProof, ProofCache
from grader.verification.records import CaseKind, ExemptionKind, Proof, ResourceUsage
from tests.grader import tiny

QUICK = ResourceUsage(cell_s=0.1, wall_s=0.2, cpu_s=0.1, peak_mib=10)


def proof(
    kind: CaseKind, name: str = "n", *, fails: bool = False, exempt: ExemptionKind = "", problem: str = ""
) -> Proof:
    return Proof(
        exercise=tiny.EXERCISE,
        kind=kind,
        name=name,
        declared=(),
        verdicts={"value": Verdict.FAIL if fails else Verdict.PASS},
        messages={},
        diagnoses=(),
        used=QUICK,
        problems=(problem,) if problem else (),
        exempt=exempt,
    )


def mutated(killed: int, alive: int) -> ExerciseProof:
    dead = [proof(CaseKind.MUTANT, f"d{number}", fails=True) for number in range(killed)]
    living = [proof(CaseKind.MUTANT, f"a{number}") for number in range(alive)]
    return ExerciseProof(exercise=tiny.EXERCISE, proofs=(proof(CaseKind.REFERENCE), *dead, *living))


def proofs(root: Path, *, code: str = "c" * 64, surroundings: bytes = b"s", mutants: bool = True) -> ProofCache:
    return ProofCache(root / "course", root / "cache", code=code, surroundings=surroundings, mutants=mutants)


def kept(root: Path, proved: ExerciseProof) -> None:
    proofs(root).put(proofs(root).key(tiny.EXERCISE), proved)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a course in it."""
    tiny.lay(tmp_path / "course")
    return tmp_path


WHOLE = mutated(19, 1)


def test_an_exercise_of_which_95_in_100_mutants_fail_is_proven() -> None:
    """One more that survives, and it is not; survivors are reported."""
    assert (mutated(19, 1).is_proven, mutated(19, 1).mutant_problems) == (True, ())
    assert mutated(18, 1).mutant_problems == ("94 % of the mutants fail a criterion; at least 95 % must",)
    assert [one.name for one in mutated(18, 1).survivors] == ["a0"]


def test_a_mutant_of_the_wiring_counts_like_any_other() -> None:
    """One that survives counts against the exercise."""
    wired = dataclasses.replace(proof(CaseKind.MUTANT, "w"), operator="objects")
    proved = msgspec.structs.replace(WHOLE, proofs=(*WHOLE.proofs, wired))

    assert proved.mutant_problems == ("90 % of the mutants fail a criterion; at least 95 % must",)


def test_a_mutant_that_is_exempt_counts_neither_way() -> None:
    """Unless it does not deserve it."""
    exempt = [proof(CaseKind.MUTANT, "e", exempt="equivalent"), proof(CaseKind.MUTANT, "f", exempt="free")]
    proved = msgspec.structs.replace(WHOLE, proofs=(*WHOLE.proofs, *exempt))
    guilty = proof(CaseKind.MUTANT, "g", exempt="free", problem="it fails")

    assert (proved.rate.killable, proved.rate.total, len(proved.survivors), proved.is_proven) == (20, 22, 1, True)
    assert not msgspec.structs.replace(WHOLE, proofs=(*WHOLE.proofs, guilty)).is_proven


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda proved: msgspec.structs.replace(proved, complaints=("a stray",)),
        lambda proved: msgspec.structs.replace(proved, unnoticed=("criterion 'value': deleted",)),
        lambda proved: msgspec.structs.replace(proved, mistake="no such check"),
        lambda proved: msgspec.structs.replace(proved, proofs=(proof(CaseKind.WRONG, problem="passes"),)),
    ],
)
def test_what_is_not_proven_is_not_kept(root: Path, spoiled: Callable[[ExerciseProof], ExerciseProof]) -> None:
    """It is looked at again each time."""
    assert not spoiled(WHOLE).is_proven

    kept(root, spoiled(WHOLE))

    assert proofs(root).get(tiny.EXERCISE) is None


def test_what_is_proven_comes_back_as_it_was(root: Path) -> None:
    """So that the same is printed."""
    kept(root, WHOLE)

    assert proofs(root).get(tiny.EXERCISE) == WHOLE


@pytest.mark.parametrize(
    "name",
    [
        f"{tiny.BESIDE}.toml",
        f"{tiny.BESIDE}.ipynb",
        f"{tiny.ANSWERS}/reference.py",
        f"{tiny.ANSWERS}/accepted/loop.py",
        f"{tiny.ANSWERS}/wrong/mean.py",
        f"{tiny.ANSWERS}/wrong/new.py",
        f"{tiny.ANSWERS}/mutants.toml",
        f"{tiny.ANSWERS}/calibration.json",
    ],
)
def test_whatever_changes_in_an_exercise_it_is_proven_again(root: Path, name: str) -> None:
    """New files too."""
    kept(root, WHOLE)

    with (root / "course" / name).open("a", encoding="utf-8") as file:
        file.write("# more\n")

    assert proofs(root).get(tiny.EXERCISE) is None


def test_what_somebody_changed_meanwhile_is_not_proven(root: Path) -> None:
    """Neither as it was nor as it is."""
    key = proofs(root).key(tiny.EXERCISE)
    answer = root / "course" / tiny.ANSWERS / "wrong" / "mean.py"
    before = answer.read_text(encoding="utf-8")
    answer.write_text("# fails: value\n", encoding="utf-8")

    proofs(root).put(key, WHOLE)

    assert proofs(root).get(tiny.EXERCISE) is None
    answer.write_text(before, encoding="utf-8")
    assert proofs(root).get(tiny.EXERCISE) is None


def test_whatever_else_a_proof_follows_from_is_part_of_its_key(root: Path) -> None:
    """Our code and everything that surrounds it."""
    kept(root, WHOLE)

    assert proofs(root, code="d" * 64).get(tiny.EXERCISE) is None
    assert proofs(root, surroundings=b"t").get(tiny.EXERCISE) is None
    assert proofs(root, mutants=False).get(tiny.EXERCISE) is None
    assert proofs(root).get(tiny.EXERCISE) == WHOLE


@pytest.mark.parametrize("damage", [b"", b"{", b'{"exercise": 1}', b"[" * 100_000])
def test_a_damaged_entry_counts_as_absent(root: Path, damage: bytes) -> None:
    """And is written anew."""
    kept(root, WHOLE)
    (entry,) = (root / "cache" / "exercises").rglob("*.z")
    entry.write_bytes(pack(damage))

    assert proofs(root).get(tiny.EXERCISE) is None
    kept(root, WHOLE)
    assert proofs(root).get(tiny.EXERCISE) == WHOLE


def test_a_proof_of_another_exercise_counts_as_absent(root: Path) -> None:
    """Whatever put it there."""
    kept(root, WHOLE)
    (entry,) = (root / "cache" / "exercises").rglob("*.z")
    entry.write_bytes(pack(msgspec.json.encode(msgspec.structs.replace(WHOLE, exercise="other"))))

    assert proofs(root).get(tiny.EXERCISE) is None


@pytest.mark.parametrize(
    ("outcome", "serves"), [(Outcome.OK, True), (Outcome.RAISED, True), (Outcome.TIMED_OUT, False)]
)
def test_a_run_that_a_busy_machine_may_have_ended_is_not_used_again(
    root: Path, outcome: Outcome, *, serves: bool
) -> None:
    """But it can be looked at."""
    run = Run(key="ab" * 32, outcome=outcome)

    proofs(root).keep(run)

    assert proofs(root).last_run(run.key) == run
    assert proofs(root).run(run.key) == (run if serves else None)


def test_a_run_serves_again_whatever_judges_it(root: Path) -> None:
    """Its key holds what ran it and what it was asked. With other packages or another sandbox it does not serve."""
    run = Run(key="ab" * 32, outcome=Outcome.OK)

    proofs(root).keep(run)

    assert proofs(root, code="d" * 64, mutants=False).run(run.key) == run
    assert proofs(root, surroundings=b"t").last_run(run.key) is None


@pytest.mark.parametrize("bound", ["RUNS_BYTES", "EXERCISES_BYTES"])
def test_both_kinds_are_bounded(root: Path, monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    """Runs of all surroundings together, and exercises, each by its own limit."""
    kept(root, WHOLE)
    runs = [Run(key=f"{number:064x}", outcome=Outcome.OK) for number in range(2)]
    proofs(root).keep(runs[0])
    proofs(root, surroundings=b"t").keep(runs[1])
    monkeypatch.setattr(f"grader.verification.cache.{bound}", 0)

    proofs(root).prune()

    left = (proofs(root).get(tiny.EXERCISE), proofs(root).run(runs[0].key))
    other = proofs(root, surroundings=b"t").run(runs[1].key)
    assert (*left, other) == ((WHOLE, None, None) if bound == "RUNS_BYTES" else (None, *runs))


def test_a_run_that_is_used_is_not_old(root: Path) -> None:
    """Reading counts as use."""
    run = Run(key="ab" * 32, outcome=Outcome.OK)
    proofs(root).keep(run)
    (file,) = (path for path in (root / "cache").rglob("*") if path.is_file())
    os.utime(file, (1, 1))

    proofs(root).run(run.key)

    assert file.stat().st_mtime > 1


def test_every_installed_package_is_known_by_its_version() -> None:
    """Those that judge outside of a kernel as well."""
    names = dict(installed_packages())

    assert {"numpy", "msgspec", "tensorflow"} <= names.keys()
