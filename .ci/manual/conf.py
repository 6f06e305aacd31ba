"""How Sphinx builds the manual's site: `make manual`. Nothing in the site comes from a network."""

from pathlib import Path

from sphinx.application import Sphinx

project = "grader"
html_title = "Grader"
extensions = ["myst_parser"]
myst_enable_extensions = ["deflist"]  # the glossary
myst_heading_anchors = 3
exclude_patterns = ["site"]
templates_path = ["templates"]
html_theme = "furo"
html_copy_source = False
html_show_copyright = False

ACCESSIBLE = {
    '<aside class="sidebar-drawer"': '<aside aria-label="All pages" class="sidebar-drawer"',
    '<aside class="toc-drawer': '<aside aria-label="This page" class="toc-drawer',
    "<pre>": '<pre tabindex="0">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
}
"""What the theme writes, and what tells its regions apart and lets a keyboard scroll long lines and wide tables."""


def setup(app: Sphinx) -> None:
    """Sphinx calls this; pages are mended once they are written."""
    app.connect("build-finished", _mend)


def _mend(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for written, better in ACCESSIBLE.items():
            text = text.replace(written, better)
        page.write_text(text, encoding="utf-8")
