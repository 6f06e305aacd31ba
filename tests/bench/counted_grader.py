"""The command `grader`, which also says what its sandboxes used.

usage: PYTHONPATH=. python -P -m tests.bench.counted_grader FILE ARGUMENT…

The grader ends its sandboxes by a signal. What runs in them then ends in a process namespace, where nobody waits for
it, so the system adds its processor time to no account. That is most of the work: the zygote's and the kernels'. FILE
gets these CPU seconds, read just before the sandboxes end. Everything else that the grader starts is waited for.
"""

import sys
from pathlib import Path
from unittest.mock import patch

import psutil

from grader.commands.cli import main
from grader.engine.engine import Engine


def unwaited_cpu_s() -> float:
    """CPU seconds of our descendants, without our own children, which are waited for."""
    mine = psutil.Process()
    inside = {*mine.children(recursive=True)} - {*mine.children()}
    return sum(sum(process.cpu_times()[:4]) for process in inside)


if __name__ == "__main__":
    file, close = Path(sys.argv.pop(1)), Engine.close

    def count_and_close(engine: Engine) -> None:
        file.write_text(str(unwaited_cpu_s()), encoding="ascii")
        close(engine)

    with patch.object(Engine, "close", count_and_close):
        main()
