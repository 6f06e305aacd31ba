"""Kernels for a process that stays: where there is no sandbox, too, one is warm before it is asked for."""

from grader.engine.kernel_supply import KernelSupply, Start
from grader.run.spare_kernels import SpareKernels


class WarmSupply(KernelSupply):
    """As every supply, with a spare process instead of a cold start where kernels have no sandbox."""

    async def _start(self) -> Start:
        return (SpareKernels(self._sandbox), []) if self.mode == "none" else await super()._start()
