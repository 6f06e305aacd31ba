"""Archives are hostile: nothing in one is written by its name, read past a cap, or lost with a bad file."""

import io
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import SpecError
from grader.lms.intake.members import MIB, Caps, Member, ReadBudget, RefusedError, RefusedItem, parts_of
from grader.lms.intake.source import HandInSource, unpack_member
from tests.grader.lms.intake.archives import collect, laid, lay, moodle_name, script, zip_of

SMALL = Caps(file_mib=2, total_mib=4, members=50, ratio=200, directory_mib=1)
GOOD = moodle_name("Good", 1, "softmax.py")


def taken(source: Path, caps: Caps = SMALL) -> dict[str, bytes | str]:
    """Path to content, or to why it is refused."""
    found: dict[str, bytes | str] = {}
    for member in HandInSource(source, caps).members():
        if isinstance(member, RefusedItem):
            found[member.path] = member.reason
            continue
        try:
            found[member.path] = member.read()
        except RefusedError as refused:
            found[member.path] = refused.reason
    return found


def taken_or_said(source: Path) -> dict[str, bytes | str]:
    """The same, with what is said of the archive as a whole where it cannot be read on."""
    try:
        return taken(source)
    except SpecError as error:
        return {"": str(error)}


def entry(name: str, *, mode: int = 0, **facts: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    for key, value in facts.items():
        setattr(info, key, value)
    return info


def zipped(path: Path, *entries: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
        archive.writestr("good.py", b"x = 1\n")
    return path


def tarred(path: Path, *entries: tuple[tarfile.TarInfo, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload] # any of its modes
        for info, content in [*entries, (tarfile.TarInfo("good.py"), b"x = 1\n")]:
            info.size = len(content) or info.size
            archive.addfile(info, io.BytesIO(content))
    return path


NAMES = [
    ("../../evil.py", "leads out"),
    ("a/../../evil.py", "leads out"),
    ("..\\..\\evil.py", "leads out"),
    ("/etc/passwd", "absolute"),
    ("\\\\server\\share\\x.py", "absolute"),
    ("C:\\x.py", "absolute"),
    ("c:x.py", "absolute"),
    ("a/" * 100 + "x.py", "folders deep"),
]


@pytest.mark.parametrize(("name", "said"), NAMES)
def test_a_name_that_leaves_the_folder_is_refused_in_a_zip(tmp_path: Path, name: str, said: str) -> None:
    """Nobody hands that in by accident; everything else in the archive is taken."""
    found = taken(zipped(tmp_path / "x.zip", (entry(name), b"evil")))

    assert said in str(found.pop(name))
    assert found == {"good.py": b"x = 1\n"}
    assert [path.name for path in tmp_path.parent.rglob("evil.py")] == []


@pytest.mark.parametrize(("name", "said"), NAMES)
def test_a_name_that_leaves_the_folder_is_refused_in_a_tar(tmp_path: Path, name: str, said: str) -> None:
    """The same in the other kind of archive."""
    found = taken(tarred(tmp_path / "x.tar.gz", (tarfile.TarInfo(name), b"evil")))

    assert said in str(found.pop(name))
    assert found == {"good.py": b"x = 1\n"}


def test_a_name_with_a_null_is_refused(tmp_path: Path) -> None:
    """`zipfile` would cut it off there, and take `x.py` for the name."""
    source = zipped(tmp_path / "x.zip", (entry("x.py?.exe"), b""))
    source.write_bytes(source.read_bytes().replace(b"x.py?.exe", b"x.py\0.exe"))

    assert [reason for path, reason in taken(source).items() if "\0" in path] == ["its name contains a null character"]


@pytest.mark.parametrize(
    ("mode", "said"),
    [(0o120777, "a symbolic link"), (0o010644, "not a regular file"), (0o020644, "not a regular file")],
)
def test_only_regular_files_of_a_zip_are_taken(tmp_path: Path, mode: int, said: str) -> None:
    """Links, pipes and devices are reported."""
    found = taken(zipped(tmp_path / "x.zip", (entry("x.py", mode=mode), b"/etc/passwd")))

    assert said in str(found["x.py"])
    assert found["good.py"] == b"x = 1\n"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (tarfile.SYMTYPE, "a link"),
        (tarfile.LNKTYPE, "a link"),
        (tarfile.CHRTYPE, "not a regular file"),
        (tarfile.BLKTYPE, "not a regular file"),
        (tarfile.FIFOTYPE, "not a regular file"),
    ],
)
def test_only_regular_files_of_a_tar_are_taken(tmp_path: Path, kind: bytes, said: str) -> None:
    """Links, hard links, pipes and devices are reported."""
    info = tarfile.TarInfo("x.py")
    info.type, info.linkname = kind, "/etc/passwd"

    found = taken(tarred(tmp_path / "x.tar.gz", (info, b"")))

    assert said in str(found["x.py"])
    assert found["good.py"] == b"x = 1\n"


def test_only_regular_files_of_a_folder_are_taken(tmp_path: Path) -> None:
    """A link in an unpacked archive leads nowhere, to a file or to a folder."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.py").write_text("key", "utf-8")
    folder = lay(tmp_path / "x", {"good.py": b"x = 1\n"})
    (folder / "link.py").symlink_to(tmp_path / "secret" / "key.py")
    (folder / "linked").symlink_to(tmp_path / "secret")

    found = taken(folder)

    assert found.pop("good.py") == b"x = 1\n"
    assert ["a symbolic link" in str(reason) for reason in found.values()] == [True, True]


@pytest.mark.parametrize("make", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_take_any_memory_are_refused(tmp_path: Path, make: int) -> None:
    """Nobody's system packs so, and the header alone may ask for 4 GiB."""
    info = entry("x.py", compress_type=make)

    assert "an unsupported method" in str(taken(zipped(tmp_path / "x.zip", (info, b"x")))["x.py"])


def patched(path: Path, field: Callable[[bytearray, int], None]) -> Path:
    """The zip with its first entry changed in the directory."""
    data = bytearray(path.read_bytes())
    field(data, data.index(b"PK\x01\x02"))
    path.write_bytes(data)
    return path


def test_an_encrypted_file_is_reported(tmp_path: Path) -> None:
    """The others in its archive are taken."""

    def encrypt(data: bytearray, at: int) -> None:
        data[at + 8] |= 1

    found = taken(patched(zipped(tmp_path / "x.zip", ("x.py", b"x")), encrypt))

    assert "encrypted" in str(found["x.py"])
    assert found["good.py"] == b"x = 1\n"


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A file that unpacks to far more than its size ends there."""
    found = taken(zipped(tmp_path / "x.zip", ("bomb.py", b"\0" * (40 * MIB))), Caps(ratio=200))

    assert "200 times its size" in str(found["bomb.py"])
    assert found["good.py"] == b"x = 1\n"


@pytest.mark.parametrize("told", [0, 10, 2**31])
def test_a_size_that_lies_changes_nothing(tmp_path: Path, told: int) -> None:
    """What is read is counted; what a header says is not believed."""

    def lie(data: bytearray, at: int) -> None:
        struct.pack_into("<L", data, at + 24, told)

    found = taken(patched(zipped(tmp_path / "x.zip", ("bomb.py", bytes(range(256)) * (12 * 1024))), lie))

    assert isinstance(found["bomb.py"], str)
    assert found["good.py"] == b"x = 1\n"


def test_overlapping_entries_are_refused(tmp_path: Path) -> None:
    """The bomb that packs one kernel of bytes many times: all entries that share bytes are reported."""
    path = zipped(tmp_path / "x.zip", ("a.py", b"a" * 1000), ("b.py", b"a" * 1000))

    data = bytearray(path.read_bytes())
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    path.write_bytes(data)
    found = taken(path)

    assert ["shares its bytes" in str(found[name]) for name in ("a.py", "b.py")] == [True, True]
    assert found["good.py"] == b"x = 1\n"


def test_more_files_than_the_cap_end_the_reading(tmp_path: Path) -> None:
    """And the whole source with it: an archive of hand-ins does not hold a million files."""
    with pytest.raises(SpecError, match="contains more than 50 files"):
        taken(zipped(tmp_path / "x.zip", *((f"{n}.py", b"") for n in range(60))))


def test_an_endless_directory_is_not_loaded(tmp_path: Path) -> None:
    """`zipfile` reads it whole before anybody could count."""
    source = zipped(tmp_path / "x.zip", *((f"{n:0200}.py", b"") for n in range(5000)))

    with pytest.raises(SpecError, match="list of files is too long"):
        taken(source, SMALL)


def test_all_that_is_read_together_is_capped(tmp_path: Path) -> None:
    """Files that are small enough each are refused where they are too much together."""
    part = bytes(range(256)) * (4 * 1024)
    found = taken(zipped(tmp_path / "x.zip", *((f"{n}.py", part) for n in range(6))), SMALL)

    assert sum(isinstance(one, bytes) for one in found.values()) == 4
    assert "unpacks to more than 4 MiB" in str(found["5.py"])


def test_a_tar_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """Neither in a file nor between them."""
    info = tarfile.TarInfo("bomb.py")
    source = tarred(tmp_path / "x.tar.gz", (info, b"\0" * (30 * MIB)))

    with pytest.raises(SpecError, match="unpacks to more than the limit"):
        taken(source, SMALL)


def test_a_header_of_gigabytes_is_not_held(tmp_path: Path) -> None:
    """A name in a tar archive may claim any length, and is read before anybody asks for it."""
    info = tarfile.TarInfo("x" * (8 * MIB) + ".py")

    with pytest.raises(SpecError, match="unpacks to more than the limit"):
        taken(tarred(tmp_path / "x.tar.gz", (info, b"x")), Caps())


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_sound_tars_are_read(tmp_path: Path, mode: str) -> None:
    """Packed or not, with long names and several files."""
    name = "é" * 150 + ".py"
    source = tarred(tmp_path / "x.tar.gz", (tarfile.TarInfo(name), b"y" * 5000), mode=mode)

    assert taken(source) == {name: b"y" * 5000, "good.py": b"x = 1\n"}


def test_what_is_not_an_archive_is_said(tmp_path: Path) -> None:
    """Not with a traceback."""
    (tmp_path / "x.zip").write_bytes(b"<html>Please log in</html>")

    with pytest.raises(SpecError, match=r"x\.zip: not a tar archive, or damaged; download it again"):
        taken(tmp_path / "x.zip")


@settings(max_examples=40)
@given(st.data())
def test_a_damaged_zip_never_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Any bytes of it may be any others: what is sound is taken, the rest is refused, in words."""
    path = tmp_path_factory.mktemp("damaged") / "x.zip"
    content = bytearray(zipped(path, ("a.py", b"a" * 50), ("b/c.py", b"c" * 50)).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(4, len(content)))])

    assert all(isinstance(one, bytes | str) for one in taken_or_said(path).values())


@settings(max_examples=40)
@given(st.data())
def test_a_damaged_tar_never_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """The same for the other kind of archive."""
    path = tmp_path_factory.mktemp("damaged") / "x.tar"
    info = tarfile.TarInfo("é" * 80)
    content = bytearray(tarred(path, (info, b"a" * 600), mode="w").read_bytes()[:4096])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(4, len(content)))])

    assert all(isinstance(one, bytes | str) for one in taken_or_said(path).values())


def test_zip64_is_read(tmp_path: Path) -> None:
    """What Moodle's stream writer makes of large cohorts."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive, archive.open(zipfile.ZipInfo("a.py"), "w", force_zip64=True) as file:
        file.write(b"a = 1\n")

    assert taken(path) == {"a.py": b"a = 1\n"}


@pytest.mark.parametrize(
    ("name", "written", "flag"),
    [("é.py", "é.py".encode(), 0), ("é.py", "é.py".encode(), 0x800), ("é.py", b"\x82.py", 0)],
)
def test_names_are_read_in_the_encoding_that_they_are_in(tmp_path: Path, name: str, written: bytes, flag: int) -> None:
    """UTF-8 that says so, UTF-8 that does not, and the old code page."""
    placeholder = ("x" * (len(written) - 3) + ".py").encode()
    path = zip_of(tmp_path / "x.zip", {placeholder.decode(): b"x"})
    data = bytearray(path.read_bytes().replace(placeholder, written))
    data[6:8] = flag.to_bytes(2, "little")
    at = data.index(b"PK\x01\x02")
    data[at + 8 : at + 10] = flag.to_bytes(2, "little")
    path.write_bytes(data)

    assert taken(path) == {name: b"x"}


@given(st.text(max_size=40))
def test_no_name_leads_anywhere(name: str) -> None:
    """Whatever it is, it is refused or parts that are names of files in a folder."""
    try:
        parts = parts_of(name)
    except RefusedError:
        return
    assert parts
    assert not {"", ".", ".."} & set(parts)
    assert not any(sign in part for part in parts for sign in "/\\\0")


def inner(files: dict[str, bytes], *, tar: bool = False) -> bytes:
    buffer = io.BytesIO()
    if tar:
        with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
            for name, content in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    else:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in files.items():
                packed.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("tar", [False, True])
def test_an_archive_that_a_learner_handed_in_is_opened_once(tmp_path: Path, *, tar: bool) -> None:
    """Learners do that all the time; an archive in it is reported, and so is what is wrong in it."""
    deeper = inner({"softmax.py": b"deep"})
    work = inner(
        {"work/softmax.py": script(None), "work/more.zip": deeper, "../x.py": b"", "__MACOSX/._softmax.py": b""},
        tar=tar,
    )
    name = moodle_name("Bo", 1, "work.tar.gz" if tar else "work.zip")

    summary = collect(zip_of(tmp_path / "m.zip", {name: work}), tmp_path / "in")

    assert list(laid(tmp_path / "in").values()) == [script(None)]
    assert sorted(one.reason.split(";")[0] for one in summary.troubles) == [
        "an archive in an archive",
        "its name leads out of the folder ('..')",
    ]


def test_what_the_grader_wrote_beside_an_answer_is_passed_over(tmp_path: Path) -> None:
    """A folder is handed in with pages of `check` and the data of `lab` in it; an answer is taken wherever it is."""
    ours = {"softmax.checked.html": b"page", "_data/cats_and_dogs/1.png": b"picture"}
    work = inner({"_data/softmax.py": script(None), **ours})
    files = {moodle_name("Bo", 1, "work.zip"): work, moodle_name("Al", 2, "softmax.checked.html"): b"page"}

    summary = collect(zip_of(tmp_path / "m.zip", files), tmp_path / "in")

    assert list(laid(tmp_path / "in").values()) == [script(None)]
    assert summary.troubles == []


def test_a_bomb_of_a_learner_costs_that_learner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nested, wide or plainly broken: everybody else's file is taken."""
    monkeypatch.setattr("grader.lms.intake.source.INNER", Caps(total_mib=4, members=100))
    bombs = {
        "wide.zip": inner({f"{n}.py": bytes(range(256)) * (4 * 1024) for n in range(6)}),
        "many.zip": inner({f"{n}.py": b"" for n in range(101)}),
        "broken.zip": b"PK\x03\x04 nothing",
        "broken.tar.gz": b"\x1f\x8b nothing",
        "log.zip": b"<html>",
    }
    files = {moodle_name("Eve", 2 + n, name): content for n, (name, content) in enumerate(bombs.items())}

    summary = collect(zip_of(tmp_path / "m.zip", {**files, GOOD: b"x = 1\n"}), tmp_path / "in")

    assert list(laid(tmp_path / "in").values()) == [b"x = 1\n"]
    reasons = {one.path.rpartition("/")[2]: one.reason for one in summary.troubles}
    assert {"many.zip", "broken.zip", "broken.tar.gz", "log.zip"} <= reasons.keys()
    assert any("unpacks to more than 4 MiB" in one.reason for one in summary.troubles)


def test_what_is_read_is_counted() -> None:
    """A stream that never ends is ended."""
    with pytest.raises(RefusedError, match="larger than 2 MiB"):
        ReadBudget(SMALL).read(lambda size: b"x" * size)


def test_a_member_that_is_not_an_archive_is_left_as_it_is() -> None:
    """And costs nothing to look at."""
    member = Member(parts=("a.py",), read=lambda: b"x")

    assert list(unpack_member(member)) == [member]
