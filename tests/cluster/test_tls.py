"""With TLS only machines that hold a certificate take part, whatever they speak."""

import subprocess
from pathlib import Path

import pytest

from grader.engine.cluster.dask import TlsFiles, security
from grader.errors import SpecError
from tests.cluster.conftest import Place
from tests.shown import blocks


def certificates(folder: Path) -> Path:
    """The files of the manual's recipe."""
    folder.mkdir()
    (recipe,) = (block for block in blocks() if block.what == "tls")
    for command in recipe.commands:
        subprocess.run(command.words, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.cluster
def test_only_who_holds_a_certificate_takes_part(place: Place) -> None:
    """A batch is run by workers with certificates; without one, or with someone else's, nobody is let in."""
    ours, others = certificates(place.folder / "ours"), certificates(place.folder / "others")
    files = ("--tls-ca-file", ours / "ca.pem", "--tls-cert", ours / "cert.pem", "--tls-key", ours / "key.pem")
    place.scheduler("--protocol", "tls", *map(str, files))
    place.connected("--tls", str(ours), scheme="tls")
    stranger = place.batch("ok:n0", "--tls", str(others), scheme="tls")
    plain = place.batch("ok:n0")
    batch = place.batch("ok:n0", "--tls", str(ours), scheme="tls")

    batch.wait()
    assert batch.said("judged", "ok:n0")
    for one in (stranger, plain):
        one.wait()
        assert one.said("error", "no scheduler responds at this address")
        assert not one.said("judged")


@pytest.fixture
def keys(tmp_path: Path) -> TlsFiles:
    """Files that are there."""
    for name in ("ca", "cert", "key"):
        (tmp_path / name).touch()
    return TlsFiles(ca=tmp_path / "ca", cert=tmp_path / "cert", key=tmp_path / "key")


def test_a_file_that_is_not_there_is_named(keys: TlsFiles) -> None:
    """Before anything is connected."""
    assert keys.cert
    keys.cert.unlink()
    with pytest.raises(SpecError, match="cert: no such file"):
        security(keys, "tls://h:1")


def test_half_of_the_files_are_refused(keys: TlsFiles) -> None:
    """All three, or none; and never with an address that promises no encryption."""
    with pytest.raises(SpecError, match="must be used together"):
        security(TlsFiles(ca=keys.ca), "tls://h:1")
    with pytest.raises(SpecError, match="must be used together"):
        security(keys, "tcp://h:1")
    with pytest.raises(SpecError, match="needs --tls-ca"):
        security(TlsFiles(), "tls://h:1")


def test_without_files_nothing_is_encrypted() -> None:
    """And nothing is imported for it."""
    assert security(TlsFiles(), "tcp://h:1") is None
