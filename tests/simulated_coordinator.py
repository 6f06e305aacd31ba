"""The process that judges for `grader serve`, with kernels that run nothing; SIMULATED_LONGEST_S says for how long."""

import os

from grader.commands import coordinator
from tests import simulated

if __name__ == "__main__":
    simulated.LONGEST_S = float(os.environ.get("SIMULATED_LONGEST_S", simulated.LONGEST_S))
    simulated.kernels(setattr)
    coordinator.main()
