"""Links from one page to the others."""

import pytest

from reports.links import PageLink, attempt_page, neighbours, trail_of

COURSE = ("05/a", "05/b", "06/c")


def link(name: str) -> PageLink:
    return PageLink(title=name, href=f"{name}.html")


@pytest.mark.parametrize(
    ("name", "before", "after"), [("05/a", None, "05/b"), ("05/b", "05/a", "06/c"), ("06/c", "05/b", None)]
)
def test_what_lies_before_and_after(name: str, before: str | None, after: str | None) -> None:
    """In the course's order; there is nothing before the first and after the last."""
    found = tuple(one and one.title for one in neighbours(COURSE, name, link))

    assert found == (before, after)


def test_a_trail_leads_to_pages_and_to_places_on_the_map() -> None:
    """To a page where something was handed in; the last attempt's page is that of the exercise."""
    trail = trail_of(
        learner="ada", exercise="05/b", attempt=1, attempts=[1, 2], course=COURSE, handed_in={"06/c"}, title=str.upper
    )

    assert trail.previous == PageLink(title="05/A", href="index.html#05-a")
    assert trail.next
    assert (trail.next.title, "/" in trail.next.href, trail.next.href.endswith("06-c.html")) == ("06/C", False, True)
    assert [(one.number, one.shown) for one in trail.attempts] == [(1, True), (2, False)]
    assert attempt_page("ada", "05/b", 2, 2).endswith(f"/{trail.attempts[1].href}")
    assert trail.attempts[0].href != trail.attempts[1].href
