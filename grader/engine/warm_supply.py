"""Kernels for a process that stays: without a sandbox, too, one is warm before it is asked for."""

from grader.engine.kernel_supply import KernelSupply, Start
from grader.run.spare_kernels import SpareKernels


class WarmSupply(KernelSupply):
    """As every supply, but without a sandbox a process waits for the next run."""

    async def _start(self) -> Start:
        return (SpareKernels(self._sandbox), []) if self.mode == "none" else await super()._start()
