"""The systems that hand-ins come from, and how each is recognised."""

from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum, unique
from hashlib import sha256
from itertools import islice
from pathlib import Path

from grader.errors import SpecError
from grader.intake.canvas import canvas, is_canvas_file
from grader.intake.git import git, is_git_source
from grader.intake.gradescope import gradescope, is_gradescope_file
from grader.intake.hand_in import System
from grader.intake.members import Member
from grader.intake.moodle import is_moodle_file, moodle
from grader.intake.nbgrader import is_nbgrader_file, nbgrader
from grader.intake.source import HandInSource
from grader.util.csv_reader import safe_excerpt

_ENOUGH = 2_000
"""Of files that are looked at for a guess."""


@unique
class SystemName(StrEnum):
    """What --from may say."""

    NBGRADER = "nbgrader"
    MOODLE = "moodle"
    CANVAS = "canvas"
    GRADESCOPE = "gradescope"
    GIT = "git"


SYSTEMS: Mapping[SystemName, System] = {
    SystemName.NBGRADER: nbgrader,
    SystemName.MOODLE: moodle,
    SystemName.CANVAS: canvas,
    SystemName.GRADESCOPE: gradescope,
    SystemName.GIT: git,
}
_SIGNS: Mapping[SystemName, Callable[[tuple[str, ...]], bool]] = {
    SystemName.MOODLE: is_moodle_file,
    SystemName.GRADESCOPE: is_gradescope_file,
    SystemName.NBGRADER: is_nbgrader_file,
    SystemName.CANVAS: is_canvas_file,
}
"""By how much a sign is worth, as a learner's file inside one system's layout may look like another's."""


def guess_system(source: HandInSource) -> SystemName:
    """The system whose layout a source has. Raises `SpecError` where it is none's, and what `HandInSource.members`
    raises.
    """
    if is_git_source(source.path):
        return SystemName.GIT
    counts: Counter[SystemName] = Counter()
    members = [one for one in islice(source.members(), _ENOUGH) if isinstance(one, Member)]
    for member in members:
        counts.update(name for name, sign in _SIGNS.items() if sign(member.parts))
    for name in _SIGNS:
        if counts[name] * 2 > len(members) or (name == SystemName.GRADESCOPE and counts[name]):
            return name
    if counts:
        return counts.most_common(1)[0][0]
    seen = f"its first file is '{safe_excerpt(members[0].path)}'" if members else "there is no file in it"
    raise SpecError(
        f"{source.path}: the layout is none that is known ({seen}); say --from with one of: {', '.join(SystemName)}. "
        "A folder of <learner>/<lesson>/<exercise>.ipynb needs no collecting: give it to `grader grade`"
    )


def label(path: Path) -> str:
    """What distinguishes a source from others of its name, without revealing where on this machine it lies."""
    resolved = path.resolve()
    return f"{resolved.name}#{sha256(bytes(resolved)).hexdigest()[:8]}"
