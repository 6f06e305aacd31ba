"""`grader verify`: prove the exercises."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from grader.commands import screen
from grader.desk import Desk
from grader.model import Verdict
from grader.proving import prove
from grader.proofs import Proved
from grader.spec import find_course
from grader.verify import Kind, Proof

async def _x(): ...
