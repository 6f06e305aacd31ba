"""Files that attack what reads them: each comes to what it must, and the file after it is read as ever.

In both ways in which a reader runs: in bubblewrap, and without where there is none.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from grader.course.exercise_file import handout_of, load_exercise
from grader.source.reader.reader import UNREAD, Reader
from grader.source.records import Damage, Handout, Reading
from tests.grader.source.reader.attacks import ATTACKS, Attack

pytestmark = pytest.mark.containment

ROOT = Path(__file__).parents[2]
EXERCISE = "06_multi_layer/two_layers"
HONEST = ROOT / "tests" / "cohort" / "kiwi_42" / f"{EXERCISE}.ipynb"
FEWEST = 60


@pytest.fixture(scope="module")
def handout() -> Handout:
    return handout_of(load_exercise(ROOT, EXERCISE))


@pytest.fixture(scope="module", params=["locked", "unlocked"])
def reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    """A reader of one way, which keeps its parent."""
    with closing(Reader()) as made:
        with pytest.MonkeyPatch.context() as patch:
            if request.param == "unlocked":
                patch.setenv("PATH", "")  # there is no bubblewrap
            made.read(b"x = 1", script=True)
        if made.locked != (request.param == "locked"):
            pytest.skip("there is no bubblewrap here")
        yield made


@pytest.fixture(scope="module")
def before(reader: Reader, handout: Handout) -> bytes:
    """What an honest file is before anything happens."""
    return honest(reader, handout)


def honest(reader: Reader, handout: Handout) -> bytes:
    """All that is read in an honest file."""
    found = reader.read(HONEST.read_bytes(), script=False, handout=handout)
    assert isinstance(found, Reading)
    return msgspec.json.encode(found, order="deterministic")


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_hostile_file_comes_to_what_it_must(
    reader: Reader, handout: Handout, before: bytes, attack: Attack, caplog: pytest.LogCaptureFixture
) -> None:
    """By our caps, the same on every machine: nothing has to be killed, and the next file is read as ever."""
    found = reader.read(attack.made(), script=attack.script, handout=handout)

    assert caplog.messages == []
    assert isinstance(found, Damage if attack.comes_to else Reading), found
    if isinstance(found, Damage):
        assert attack.comes_to in found.message
        assert found.message != UNREAD
    assert honest(reader, handout) == before


def test_there_are_many() -> None:
    """As many as were promised, and none twice."""
    assert len(ATTACKS) >= FEWEST
    assert len({(attack.script, attack.made()) for attack in ATTACKS.values()}) == len(ATTACKS)
