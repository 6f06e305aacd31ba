"""The process that judges for `grader serve`, with kernels that run nothing; SIMULATED_LONGEST_S says for how long.

SIMULATED_LOOK_S is the time between two looks at the course's files.
"""

import os

from grader.commands import serve
from grader.service import course_copy
from tests import simulated

if __name__ == "__main__":
    simulated.LONGEST_S = float(os.environ.get("SIMULATED_LONGEST_S", simulated.LONGEST_S))
    course_copy.LOOK_S = float(os.environ.get("SIMULATED_LOOK_S", course_copy.LOOK_S))
    simulated.kernels(setattr)
    serve.main()
