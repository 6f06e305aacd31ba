"""The command line reports mistakes about clusters in a sentence, before anything starts."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.commands.worker import Machines
from grader.errors import SpecError

WITHOUT = (
    "import sys; sys.modules['distributed'] = None\n"
    "from pathlib import Path\n"
    "from grader.engine.cluster.dask import import_distributed\n"
    "from grader.errors import SpecError\n"
    "try:\n    import_distributed()\nexcept SpecError as error:\n    print(error)\n"
)
PLAIN = "import sys\nimport grader.commands.grade\nimport grader.commands.regrade\nprint('distributed' in sys.modules)"
ROOT = Path(__file__).parents[2]


def python(code: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT).stdout


@pytest.mark.parametrize("address", ["host:8786", "tcp://host", "http://host:8786", "", "tcp://"])
def test_an_address_looks_like_one(address: str) -> None:
    """And the sentence shows how."""
    with pytest.raises(SpecError, match=r"such as tcp://host:8786"):
        _ = Machines(workers=1, cluster=address).address


def test_without_the_extra_there_is_a_line_to_type() -> None:
    """No traceback, whichever machine it is."""
    assert "type: pip install 'distributed>=" in python(WITHOUT)


def test_one_machine_needs_no_dask() -> None:
    """Neither `grade` nor `regrade` imports it unless a cluster is named."""
    assert python(PLAIN) == "False\n"
