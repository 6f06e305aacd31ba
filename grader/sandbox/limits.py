"""What one run of a learner's file may use: the fields of the table `limits` in rubric.toml, with their ranges."""

from dataclasses import dataclass
from typing import Annotated

from grader.util.toml_schema import Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one run may use. Going past one ends in its own `Outcome`."""

    wall_s: Annotated[float, Within(1, 3600)] = 60.0
    """Seconds for all cells together. Past it the kernel is killed: `timed_out`."""
    after_s: Annotated[float, Within(0, 3600)] = 0.0
    """Seconds for all that follows the cells: looks, questions, replays, the cells before a death run again, clean
    rooms. What was not seen by then fails, and says so. 0 means 30 and a quarter of `wall_s`."""
    cell_s: Annotated[float, Within(1, 3600)] = 30.0
    """Seconds for one cell, or for one question after the cells. Past it the cell is interrupted and the run goes on:
    `timed_out`; what a question asks about fails."""
    cpu_s: Annotated[int, Within(1, 7200)] = 120
    """CPU seconds of the kernel's main process. Past it the kernel is killed: `timed_out`."""
    memory_mib: Annotated[int, Within(256, 65536)] = 1500
    """MiB of all processes together, beyond what a fresh kernel has. Past it the kernel is killed: `out_of_memory`."""
    private_mib: Annotated[int, Within(768, 65536)] = 2048
    """MiB of private memory of one process. Past it the learner's code gets a MemoryError."""
    address_mib: Annotated[int, Within(4096, 262144)] = 6144
    """MiB of address space of one process, mapped files and untouched pages too. Past it the learner's code gets a
    MemoryError."""
    file_mib: Annotated[int, Within(1, 4096)] = 32
    """MiB of one file. Past it the learner's code gets an OSError (EFBIG)."""
    folder_mib: Annotated[int, Within(1, 4096)] = 64
    """MiB in each of `/home/learner`, `/tmp` and `/dev/shm`. Past it the learner's code gets an OSError (ENOSPC)."""
    descriptors: Annotated[int, Within(128, 65536)] = 512
    """Open files and sockets of one process. Past it the learner's code gets an OSError (EMFILE)."""
    processes: Annotated[int, Within(8, 4096)] = 256
    """Processes and threads at once. Starting one more raises in the learner's code. A `fit` starts up to 80 while XLA
    compiles it, and ends in a segmentation fault where it may not."""
    output_kib: Annotated[int, Within(1, 65536)] = 1024
    """KiB of printed text in the whole run. The rest is left out and the run goes on: `too_much_output`."""
    messages: Annotated[int, Within(100, 100000)] = 1000
    """Jupyter messages of one cell; some five times as many in the whole run. Past it the kernel is killed:
    `too_much_output`."""
    evidence_mib: Annotated[int, Within(1, 256)] = 8
    """MiB of one message from the kernel. A larger one ends the run: `broke_protocol` or `too_much_output`."""

    @property
    def shared_after_s(self) -> float:
        """Seconds for all that follows the cells: `after_s`, or what it is where nobody has set it."""
        return self.after_s or 30 + self.wall_s / 4
