"""One attack put to one way of making kernels."""

import asyncio
from collections.abc import Iterator

from grader.errors import GraderError
from grader.evidence import Array, Request
from grader.model import Run
from grader.probe.outside.execute import Questions, execute
from grader.sandbox.limits import Limits
from grader.sandbox.outside.kernel_factory import Kernels
from grader.source.records import Source
from tests.containment.attacks import Attack, breaches, first_of_class, troubles
from tests.containment.host import Host

NOTHING = Questions(plan=lambda _: Request(asks={}, grid=Array.from_values([]), array_bytes=0))
"""What is asked of a run that only has to end."""


def carry_out(sources: list[Source], kernels: Kernels, loop: asyncio.Runner, limits: Limits) -> list[Run]:
    """Runs of the sources, all at once. Raises `GraderError`."""

    async def together() -> list[Run]:
        return await asyncio.gather(
            *(execute(source, NOTHING, kernels=kernels, limits=limits, key="containment") for source in sources)
        )

    return loop.run(together())


def failures(attack: Attack, kernels: Kernels, loop: asyncio.Runner, host: Host) -> list[str]:
    """Each thing that the sandbox did not keep: of the attack, of the host, of the submission after it."""
    before = host.state()
    try:
        found = list(_of_runs(attack, kernels, loop, host))
    except GraderError as error:
        found = [f"it was made to look like a fault of ours: {error}"]
    after = host.state()
    changed = sorted(what for what in before.keys() | after.keys() if before.get(what) != after.get(what))
    return found + [f"outside, {what}: {before.get(what)} became {after.get(what)}" for what in changed]


def _of_runs(attack: Attack, kernels: Kernels, loop: asyncio.Runner, host: Host) -> Iterator[str]:
    source, twin = attack.source(host.names()), attack.twin_source(host.names())
    together = [source, twin] if attack.expected.beside else [source]
    for _ in range(attack.expected.times):
        ran = carry_out(together, kernels, loop, attack.limits)
        yield from breaches(attack, ran[0])
    if not attack.expected.beside and _is_twin_due(attack, kernels):
        ran += carry_out([twin], kernels, loop, attack.limits)
    for honest in ran[1:]:
        yield from troubles(attack, honest)


def _is_twin_due(attack: Attack, kernels: Kernels) -> bool:
    """Whether the twin runs after the attack.

    Forked kernels have a parent, which each attack may have reached. A cold kernel has none, so there one twin of each
    class shows what an honest learner may do.
    """
    return kernels.mode != "cold" or attack.name in first_of_class()
