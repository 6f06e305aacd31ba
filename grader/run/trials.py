"""Runs many variants of one file in few kernels, and brings out what each left: the cheap part of a search.

Each variant has a namespace of its own, and shares the rest of the kernel with those before it. One that ends the
kernel costs that kernel, and the next variant gets another one.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Self

import msgspec

from grader.errors import EvidenceError
from grader.evidence import Evidence, Request
from grader.limits import Limits
from grader.run.execute import with_answers
from grader.run.exit_status import KernelDied
from grader.run.kernel_factory import Kernels
from grader.run.session import Session, Usage
from grader.run.suspend_clock import Countdown

MAX_DEATHS = 3
"""Kernels that one search may cost; after that nothing more is tried."""
TRIAL_S = 10.0
"""Seconds of one trial, a hundred times what it takes."""


class Trials:
    """Tries variants of one file, as an async context."""

    def __init__(self, kernels: Kernels, limits: Limits, usage: Usage, *, trial_s: float = TRIAL_S) -> None:
        """`usage` grows by what the trials use, when one of their kernels ends. `trial_s` is for one trial."""
        self._kernels = kernels
        self._limits = limits
        self._trial_s = trial_s
        self._usage = usage
        self._left = Countdown(limits.wall_s)
        self._deaths = 0
        self._session: Session | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()
        self._session = None

    @property
    def over(self) -> bool:
        """Whether too many kernels died for another trial, or the time of one run is used up."""
        return self._deaths >= MAX_DEATHS or self._left.left_s <= 0

    async def look(
        self, cells: Sequence[str], answers: Sequence[tuple[str, ...]], request: Request, *, training: bool = True
    ) -> Evidence | None:
        """What these cells leave, or None where they end the kernel or leave nothing that can be looked at.

        Without `training`, calls of `fit` only build their models. Models come without what they are made of, so they
        are the variant's own word. Raises `KernelFault`.
        """
        asked = with_answers(msgspec.structs.replace(request, seed=None), answers, range(len(cells)))
        session = await self._ready()
        time_left = Countdown(min(self._trial_s, self._left.left_s))
        try:
            seen = await session.try_cells(cells, asked, time_left, training=training)
        except (KernelDied, EvidenceError):
            await self._give_up()
            return None
        finally:
            self._left.left_s -= time_left.used_s
        if session.stuck:
            await self._give_up()
        return seen

    async def _ready(self) -> Session:
        if self._session is None:
            self._session = await self._stack.enter_async_context(Session(self._kernels, self._limits, self._usage))
        return self._session

    async def _give_up(self) -> None:
        self._deaths += 1
        await self.__aexit__()
