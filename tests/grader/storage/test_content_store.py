"""Contents come back from the disk as they went there, or not at all, whatever lies there and whoever writes."""

import logging
import os
import resource
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from grader.errors import StorageError
from grader.storage.content_store import ContentStore, pack, unpack

KEY = "ab" + "0" * 62
MOST = 1000
CONTENT = bytes(range(200))


@pytest.fixture
def store(tmp_path: Path) -> ContentStore:
    return ContentStore(tmp_path / "new" / "store", max_bytes=MOST)


def refused(_: bytes) -> bytes:
    raise ValueError("not mine")


def test_a_content_comes_back_and_a_later_one_replaces_it(store: ContentStore) -> None:
    """Its place follows from the key, and nobody else on the machine can look into it."""
    assert (store.read(KEY, bytes), store.has(KEY), store.size(KEY)) == (None, False, 0)

    store.write(KEY, b"one")
    store.write(KEY, CONTENT)

    path = store.path(KEY)
    assert (store.read(KEY, bytes), store.has(KEY)) == (CONTENT, True)
    assert path.parts[-4:] == ("new", "store", "ab", f"{KEY}.z")
    assert store.size(KEY) == path.stat().st_size
    assert list(path.parent.iterdir()) == [path]
    assert {one.stat().st_mode & 0o077 for one in (path, *path.parents[:3])} == {0}


@pytest.mark.parametrize("wbits", [zlib.MAX_WBITS, 31], ids=["zlib", "gzip"])
def test_either_format_is_read(tmp_path: Path, wbits: int) -> None:
    """Whichever a store writes."""
    store = ContentStore(tmp_path, max_bytes=MOST, wbits=wbits)
    store.write(KEY, CONTENT)

    assert zlib.decompress(store.path(KEY).read_bytes(), wbits) == CONTENT
    assert ContentStore(tmp_path, max_bytes=MOST).read(KEY, bytes) == CONTENT


@pytest.mark.parametrize("cut", [0, 1, 20, -1])
def test_a_cut_file_is_absent_and_said(store: ContentStore, cut: int, caplog: pytest.LogCaptureFixture) -> None:
    """A file that lost its end counts as absent, the log names it, and the next write mends it."""
    store.write(KEY, CONTENT)
    path = store.path(KEY)
    path.write_bytes(path.read_bytes()[:cut])

    with caplog.at_level(logging.WARNING):
        assert store.read(KEY, bytes) is None

    assert f"{path}: damaged" in caplog.text
    store.write(KEY, CONTENT)
    assert store.read(KEY, bytes) == CONTENT


def test_what_its_reader_refuses_is_absent_and_said(store: ContentStore, caplog: pytest.LogCaptureFixture) -> None:
    """With the reader's words."""
    store.write(KEY, CONTENT)

    with caplog.at_level(logging.WARNING):
        assert store.read(KEY, refused) is None

    assert f"{store.path(KEY)}: damaged (not mine)" in caplog.text


def test_a_content_may_be_as_large_as_the_limit_and_no_larger(store: ContentStore) -> None:
    """By one byte or by a bomb's factor of a thousand."""
    for size, comes_back in ((MOST, True), (MOST + 1, False), (1000 * MOST, False)):
        store.write(KEY, bytes(size))
        assert store.read(KEY, bytes) == (bytes(size) if comes_back else None)


def test_a_bomb_takes_no_more_memory_than_the_limit() -> None:
    """It is given up when the limit is reached, and not after it was unpacked."""
    bomb = pack(bytes(2**30))
    code = (
        "import resource, sys\n"
        "from grader.storage.content_store import unpack\n"
        "bomb = sys.stdin.buffer.read()\n"
        "now = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (now + 2**27, now + 2**27))\n"
        "try:\n"
        "    unpack(bomb, 2**20)\n"
        "except ValueError as error:\n"
        "    print(error)\n"
    )

    done = subprocess.run([sys.executable, "-c", code], input=bomb, capture_output=True, check=False)

    assert done.stdout == b"cut short, or larger than 1048576 bytes\n", done.stderr
    with pytest.raises(ValueError, match="larger"):
        unpack(bomb, 2**20)


def test_a_file_that_cannot_be_read_is_said(store: ContentStore) -> None:
    """What the disk refuses is not damage: it is a `StorageError` that names the file and the reason."""
    store.path(KEY).mkdir(parents=True)

    with pytest.raises(StorageError, match=rf"{KEY}\.z: cannot be read \(Is a directory\)"):
        store.read(KEY, bytes)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_folder_that_cannot_be_read_is_said(store: ContentStore) -> None:
    """It does not count as one without files."""
    store.write(KEY, CONTENT)
    store.path(KEY).parent.chmod(0)
    try:
        with pytest.raises(StorageError, match=r"cannot be read \(Permission denied\); check its permissions"):
            store.read(KEY, bytes)
        with pytest.raises(StorageError, match="cannot be written"):
            store.write(KEY, CONTENT)
    finally:
        store.path(KEY).parent.chmod(0o700)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """Where the place of the store is taken. Nothing counts as absent there."""
    (tmp_path / "file").write_text("")
    store = ContentStore(tmp_path / "file" / "store", max_bytes=MOST)

    with pytest.raises(StorageError, match=rf"{KEY}\.z: cannot be written \(Not a directory\)"):
        store.write(KEY, CONTENT)
    with pytest.raises(StorageError, match=rf"{KEY}\.z: cannot be read \(Not a directory\)"):
        store.read(KEY, bytes)


@pytest.mark.parametrize("synced", [True, False])
def test_a_full_disk_leaves_the_earlier_content(tmp_path: Path, *, synced: bool) -> None:
    """Whole and alone, and the message names the file."""
    store = ContentStore(tmp_path, max_bytes=2**20)
    store.write(KEY, CONTENT)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        with pytest.raises(StorageError, match=rf"{KEY}\.z: cannot be written \(File too large\)"):
            store.write(KEY, os.urandom(2**16), synced=synced)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert store.read(KEY, bytes) == CONTENT
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [store.path(KEY)]


WRITER = """
import sys
from pathlib import Path
from grader.storage.content_store import ContentStore
store = ContentStore(Path(sys.argv[1]), max_bytes=2**20)
print(flush=True)
sys.stdin.readline()
for turn in range(300):
    store.write(sys.argv[2], sys.argv[3].encode() * (1000 + turn), synced=False)
"""


def test_two_processes_may_write_the_same_key_at_once(tmp_path: Path) -> None:
    """Whoever reads meanwhile finds what the one or the other has written, whole; nothing else is left."""
    store = ContentStore(tmp_path, max_bytes=2**20)
    store.write(KEY, b"a" * 1000)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), KEY, letter], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for letter in "ab"
    ]
    for one in writers:
        assert one.stdout is not None
        one.stdout.readline()
    for one in writers:
        assert one.stdin is not None
        one.stdin.write(b"\n")
        one.stdin.flush()

    while any(one.poll() is None for one in writers):
        content = store.read(KEY, bytes)
        assert content is not None
        assert content in {letter * len(content) for letter in (b"a", b"b")}

    for one in writers:
        one.communicate()
    assert [one.returncode for one in writers] == [0, 0]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [store.path(KEY)]


def test_only_what_is_wanted_is_kept(store: ContentStore) -> None:
    """What belongs to no key goes too, such as a killed process' half-written file."""
    others = ["ab" + "1" * 62, "cd" + "0" * 62]
    for key in (KEY, *others):
        store.write(key, CONTENT)
    half = store.path(KEY).with_name(f".{KEY}.z.1234")
    half.write_bytes(b"half")

    store.keep_only({KEY})

    assert store.read(KEY, bytes) == CONTENT
    assert not half.exists()
    assert not any(map(store.has, others))


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    """Until the rest fits; reading alone is not use."""
    store = ContentStore(tmp_path, max_bytes=MOST)
    keys = [f"{number:02}" + "0" * 62 for number in range(4)]
    for age, key in enumerate(keys):
        store.write(key, CONTENT)
        os.utime(store.path(key), (1_000_000 - age, 1_000_000 - age))

    store.mark_used(keys[3])
    store.mark_used("ff" + "0" * 62)  # which is not there
    store.prune(sum(map(store.size, keys[:2])))

    assert [store.has(key) for key in keys] == [True, False, False, True]
