"""`grader manual`: the site in a browser, and without site or browser the next best thing, said plainly."""

import webbrowser
from pathlib import Path

import pytest

from grader.commands import progress as module
from grader.commands.progress import PAGES, manual


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a browser was asked to open."""
    addresses: list[str] = []

    def browse(address: str) -> bool:
        addresses.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", browse)
    return addresses


def test_the_site_is_opened_where_it_was_built(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No generator is needed for it, and its address is printed."""
    site = tmp_path / "index.html"
    site.touch()
    monkeypatch.setattr(module, "SITE", site)

    assert manual() == 0
    assert opened == [site.as_uri()]
    assert capsys.readouterr().out == f"Opened {site.as_uri()}\n"


def test_without_the_site_its_markdown_is_opened(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And whoever reads it knows why it looks as it does, and what to type."""
    monkeypatch.setattr(module, "SITE", tmp_path / "index.html")

    assert manual() == 0
    assert opened == [PAGES.as_uri()]
    assert "has not been built here (`make manual` builds it)" in capsys.readouterr().out


def test_without_a_browser_the_address_is_what_remains(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a server it can be copied, or the file fetched."""
    monkeypatch.setattr(webbrowser, "open", lambda _: False)

    assert manual() == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"There is no browser here. Open {PAGES.as_uri()}")
