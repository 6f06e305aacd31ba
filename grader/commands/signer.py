"""Who signs what goes on record. A machine's account is nobody's name: several people may work as `root`."""

import os
import sys
from getpass import getuser
from typing import Final

from rich.prompt import Prompt

from grader.commands import console
from grader.errors import SpecError
from grader.marks.lateness import BY_POLICY
from grader.util.text import make_visible

LONGEST: Final = 100
"""Characters of a name."""
_MISSING: Final = "who signs this is missing: give --by 'YOUR NAME', or set it once: export GRADER_NAME='YOUR NAME'"


def signer(by: str | None) -> str:
    """The name by which something goes on record: `by`, or else what is answered at a terminal. Raises `SpecError`."""
    said = make_visible(" ".join((by or "").split()))
    while not said and sys.stdin.isatty():
        question = "Your name, which goes on record (GRADER_NAME sets it once)"
        said = make_visible(" ".join(Prompt.ask(question, console=console.err, default=_account()).split()))
    if not said:
        raise SpecError(_MISSING)
    if len(said) > LONGEST:
        raise SpecError(f"--by has {len(said)} characters; allowed: {LONGEST}")
    if said.casefold() == BY_POLICY.casefold():
        raise SpecError(f"--by {said}: stands for what the {BY_POLICY} of an assignment decides; give a person's name")
    return said


def _account() -> str:
    """The name of the account, where it may be a person's; empty otherwise."""
    try:
        return getuser() if os.geteuid() else ""
    except (KeyError, OSError):
        return ""
