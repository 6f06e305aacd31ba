"""What one run of a learner's file may use: the fields of the table `limits` in rubric.toml, with their ranges."""

from dataclasses import dataclass
from typing import Annotated

from grader.util.toml_schema import Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one run. Exceeding one ends in the `Outcome` that is named with it."""

    wall_s: Annotated[float, Within(1, 3600)] = 60.0
    """Seconds for all cells together. Beyond that the kernel is killed: `timed_out`."""
    after_s: Annotated[float, Within(0, 3600)] = 0.0
    """Seconds for everything after the cells: looks, questions, replays, repeating the cells before a death, clean
    rooms. What was not observed by then fails with a message. 0 means 30 plus a quarter of `wall_s`.
    """
    cell_s: Annotated[float, Within(1, 3600)] = 30.0
    """Seconds for one cell, or for one question after the cells. Beyond that the cell is interrupted and the run
    continues: `timed_out`. A check whose question took too long fails.
    """
    cpu_s: Annotated[int, Within(1, 7200)] = 120
    """CPU seconds of the kernel's main process. Beyond that the kernel is killed: `timed_out`."""
    memory_mib: Annotated[int, Within(256, 65536)] = 1500
    """MiB of all processes, minus those of a fresh kernel. Beyond that the kernel is killed: `out_of_memory`."""
    private_mib: Annotated[int, Within(768, 65536)] = 2048
    """MiB of private memory of one process. Beyond that the learner's code gets a MemoryError."""
    address_mib: Annotated[int, Within(4096, 262144)] = 6144
    """MiB of address space of one process, including mapped files and untouched pages. Beyond that the learner's code
    gets a MemoryError.
    """
    file_mib: Annotated[int, Within(1, 4096)] = 32
    """MiB of one file. Beyond that the learner's code gets an OSError (EFBIG)."""
    folder_mib: Annotated[int, Within(1, 4096)] = 64
    """MiB in each of `/home/learner`, `/tmp` and `/dev/shm`. Beyond that the learner's code gets OSError (ENOSPC)."""
    descriptors: Annotated[int, Within(128, 65536)] = 512
    """Open files and sockets of one process. Beyond that the learner's code gets an OSError (EMFILE)."""
    processes: Annotated[int, Within(8, 4096)] = 256
    """Processes and threads at the same time. Starting one more raises an error in the learner's code. `fit` starts up
    to 80 while XLA compiles it, and ends in a segmentation fault if it can't.
    """
    output_kib: Annotated[int, Within(1, 65536)] = 1024
    """KiB of printed text in the whole run. The rest is left out and the run continues: `too_much_output`."""
    messages: Annotated[int, Within(100, 100000)] = 1000
    """Jupyter messages of one cell; about five times as many in the whole run. Beyond that the kernel is killed:
    `too_much_output`.
    """
    evidence_mib: Annotated[int, Within(1, 256)] = 8
    """MiB of one message from the kernel. A larger one ends the run: `broke_protocol` or `too_much_output`."""

    @property
    def shared_after_s(self) -> float:
        """Seconds for everything after the cells: `after_s`, or its default if it is 0."""
        return self.after_s or 30 + self.wall_s / 4
