"""Decoders that several threads ask for at once."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
MAKERS = {"grader/evidence/codec.py", "grader/util/decoders.py"}
AT_ONCE = """
import sys, threading
from grader.evidence import Evidence, decode_stored, encode
from grader.source.reader.messages import ReadAnswer, decode_message, encode_message
from grader.storage.runs import decode_run, encode_run
from grader.model import Outcome, Run

message, run = encode_message(ReadAnswer(fault="x")), encode_run(Run(key="k", outcome=Outcome.OK))
ready = threading.Barrier(8)

def decode(number):
    ready.wait()
    for _ in range(20):
        decode_message(message, ReadAnswer) if number % 2 else decode_run(run, "k")

sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=decode, args=(number,)) for number in range(8)]
for one in threads:
    one.start()
for one in threads:
    one.join()
"""


def test_threads_may_decode_the_first_message_of_a_kind_at_once() -> None:
    """The pages of a service are drawn while it reads; with a decoder in each thread the process ends by a signal."""
    done = subprocess.run([sys.executable, "-c", AT_ONCE], cwd=ROOT, check=False, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def _made_in(path: Path) -> Iterator[str]:
    """The code of each call that makes a decoder of a type, or decodes by a type named in the call."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(attr="Decoder")):
                yield ast.unparse(node)
            case ast.Call(func=ast.Attribute(attr="decode"), keywords=[*_, ast.keyword(arg="type")]):
                yield ast.unparse(node)


def test_decoders_are_made_in_one_place() -> None:
    """Anywhere else two threads might make one at once."""
    paths = [*ROOT.glob("grader/**/*.py"), *ROOT.glob("reports/**/*.py")]
    made = {path.relative_to(ROOT).as_posix() for path in paths if any(_made_in(path))}

    assert made
    assert made - MAKERS == set()
