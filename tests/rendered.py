"""Pages as text, as they lie in their files."""

from reports.render import Page, render


def page_html(page: Page) -> str:
    """A page, drawn from its record."""
    return "".join(render(page))
