"""One reader for all tests of a process: its parent starts once."""

import atexit

from grader.source.reader.reader import Reader

READER = Reader()
atexit.register(READER.close)
