"""Answers the checks of its user from a process that stays warm, one at a time; nothing of one is left for the next.

`grader check --watch` answers beside its own work (`grader.commands.watch`); `grader lab` starts a process that does
nothing else (`grader.commands.lab_checker`).
"""

import asyncio
import logging
from contextlib import closing, suppress
from pathlib import Path

from grader.checker.listener import Asked, Listener
from grader.checker.messages import CheckReply
from grader.commands import console
from grader.commands.check import CheckOptions
from grader.commands.check_files import check_files
from grader.engine.engine import Engine
from grader.errors import GraderError, SandboxError, SpecError

log = logging.getLogger(__name__)

STARTING = "The checker still starts TensorFlow: this first check waits some seconds for it."


class CheckService:
    """Answers requests by one engine, which others may use meanwhile while they hold `turn`."""

    def __init__(self, engine: Engine, *, stamp: str, starting: bool = False) -> None:
        """`stamp` is that of the course's files, from before the course was loaded."""
        self.turn = asyncio.Lock()
        """Held by whoever runs and prints a check."""
        self.starting = starting
        """Whether what makes kernels still starts. A check waits for it."""
        self._engine = engine
        self._stamp = stamp

    async def serve(self, listener: Listener, *, idle_s: float | None = None) -> None:
        """Answer until the course's files change, or until nobody has asked for `idle_s` seconds."""
        with suppress(TimeoutError):
            while await self._answer(await asyncio.wait_for(listener.asked(), idle_s)):
                pass

    async def _answer(self, asked: Asked | None) -> bool:
        """Whether to go on."""
        if asked is None:
            return True
        with closing(asked):
            if asked.request.stamp != self._stamp:
                await asked.answer(CheckReply())
                return False
            await self._check_until_gone(asked)
        return True

    async def _check_until_gone(self, asked: Asked) -> None:
        """Check and reply; end the check where whoever asked has gone."""
        check, gone = asyncio.create_task(self._reply(asked)), asyncio.create_task(asked.gone())
        await asyncio.wait((check, gone), return_when=asyncio.FIRST_COMPLETED)
        for task in (check, gone):
            task.cancel()
        reply, _ = await asyncio.gather(check, gone, return_exceptions=True)
        if isinstance(reply, CheckReply):
            await asked.answer(reply)
        elif isinstance(reply, Exception):  # whoever asked checks by itself, and sees it there
            log.warning("a check ended", exc_info=reply)

    async def _reply(self, asked: Asked) -> CheckReply:
        request = asked.request
        options = CheckOptions(exercise=request.exercise, as_json=request.as_json, early=request.early, hints=True)
        async with self.turn:
            with console.printed_to(asked.out, asked.err, columns=request.columns, environment=request.terminal):
                if self.starting and not request.as_json:
                    console.err.print(STARTING)
                try:
                    return CheckReply(code=await check_files(self._engine, Path(request.path), options))
                except SandboxError:  # whoever asked looks for another way, or says what to type
                    return CheckReply()
                except SpecError as error:
                    return CheckReply(mistake=str(error))
                except GraderError as error:
                    return CheckReply(fault=str(error))
