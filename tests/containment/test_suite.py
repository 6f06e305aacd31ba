"""The containment suite is complete: its files are read, not run."""

from ast import PyCF_ALLOW_TOP_LEVEL_AWAIT
from collections import Counter
from pathlib import Path

import pytest

from tests.containment import attacks
from tests.containment.removal import REMOVALS

ATTACKS = [attacks.load(folder) for folder in attacks.folders()]
FEWEST = 60
EXPECTATION = 'title = "Reads a file"\nclass = "files"\noutcome = "ok"\n'


def test_every_known_kind_of_attack_is_tried() -> None:
    """No class of the catalogue is without an attack."""
    assert attacks.CLASSES - {attack.expected.kind for attack in ATTACKS} == set()


def test_a_twin_of_every_kind_runs_in_a_cold_kernel() -> None:
    """What an honest learner may do is shown there once for each class."""
    chosen = [attack.expected.kind for attack in ATTACKS if attack.name in attacks.first_of_class()]

    assert sorted(chosen) == sorted(attacks.CLASSES)


def test_there_are_many_attacks_and_each_is_another() -> None:
    """As many as were promised, with a title each that no other has."""
    titles = Counter(attack.expected.title for attack in ATTACKS)

    assert len(ATTACKS) >= FEWEST
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_layer_that_can_be_removed_is_named_by_an_attack_that_sees_it() -> None:
    """No layer is taken on trust, and no attack names one that does not exist."""
    named = {layer for attack in ATTACKS for layers in attack.expected.layers for layer in layers.split("+")}

    assert named == set(REMOVALS)


def test_every_attack_and_twin_is_python() -> None:
    """A cell that does not compile would be refused by itself, and prove nothing."""
    for attack in ATTACKS:
        for source in (attack.source({}), attack.twin_source({})):
            for cell in source.cells:
                if not cell.text.lstrip().startswith(("%", "!")):
                    compile(cell.text, attack.name, "exec", PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


def write(folder: Path, expectation: str, *more: str) -> Path:
    for name in ("cell.py", "twin.py", *more):
        (folder / name).write_text("1\n")
    (folder / "expect.toml").write_text(expectation)
    return folder


def test_a_folder_that_is_as_it_should_be_is_read(tmp_path: Path) -> None:
    """The three files and the three keys suffice."""
    assert attacks.load(write(tmp_path, EXPECTATION)).expected.kind == "files"


def test_a_missing_twin_is_refused(tmp_path: Path) -> None:
    """An attack without its twin shows nothing of honest learners."""
    write(tmp_path, EXPECTATION)
    (tmp_path / "twin.py").unlink()

    with pytest.raises(ValueError, match="no twin"):
        attacks.load(tmp_path)


@pytest.mark.parametrize(
    "more",
    ['outcom = "ok"', "[limits]\ncell_seconds = 2", '[twin]\nprints = "x"', 'host = "changed"', 'output = "("'],
)
def test_an_expectation_that_says_what_nobody_reads_is_refused(tmp_path: Path, more: str) -> None:
    """A misspelt key would be an expectation that is never checked."""
    with pytest.raises(Exception, match=r"outcom|cell_seconds|prints|host|unterminated"):
        attacks.load(write(tmp_path, EXPECTATION + more))


def test_a_file_too_many_is_refused(tmp_path: Path) -> None:
    """Nothing lies in a folder that is not run."""
    with pytest.raises(ValueError, match="holds"):
        attacks.load(write(tmp_path, EXPECTATION, "notes.txt"))


def test_an_unknown_class_is_refused(tmp_path: Path) -> None:
    """An attack is of a kind that the catalogue has."""
    with pytest.raises(ValueError, match="no class"):
        attacks.load(write(tmp_path, EXPECTATION.replace('"files"', '"bombs"')))
