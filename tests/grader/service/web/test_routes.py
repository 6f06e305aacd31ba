"""Every route for every role: who gets in, who is kept out, and with which answer."""

import pytest

from grader.service.web.pages import assets
from grader.service.web.routes import ROUTES
from grader.service.web.service import Page
from grader.storage.layout import folder_name
from tests.grader.service.web.serving import EXERCISE, Client, Served, notebook

ROLES = ("nobody", "ada", "bob", "tim", "ines")
"""Nobody, a learner, another learner, an assistant, an instructor; pages named after ada are hers."""
ADAS = f"/learners/{folder_name('ada')}"
STYLE = assets()["web.css"].href
TABLE = {
    # method, address: the answers for each of ROLES
    ("GET", "/health"): (503, 503, 503, 503, 503),  # nothing judges in this test
    ("GET", "/health/live"): (200, 200, 200, 200, 200),
    ("GET", STYLE): (200, 200, 200, 200, 200),
    ("GET", "/sign-in/unknown"): (200, 200, 200, 200, 200),
    ("POST", "/sign-in/unknown"): (403, 403, 403, 403, 403),
    ("GET", "/"): (401, 200, 200, 200, 200),
    ("GET", "/events"): (401, 200, 200, 200, 200),
    ("GET", f"{ADAS}/index.html"): (401, 200, 404, 200, 200),
    ("GET", f"{ADAS}/01-sum.html"): (401, 200, 404, 200, 200),
    ("GET", "/receipts"): (401, 200, 200, 200, 200),
    ("POST", "/receipts"): (401, 200, 200, 200, 200),
    ("GET", f"/receipts/{EXERCISE}/1"): (401, 200, 404, 403, 403),
    ("POST", "/hand-in"): (401, 200, 200, 403, 403),
    ("GET", "/tokens"): (401, 200, 200, 403, 403),
    ("POST", "/tokens"): (401, 200, 200, 403, 403),
    ("POST", "/tokens/99/revoke"): (401, 303, 303, 403, 403),
    ("POST", "/api/hand-in"): (401, 200, 200, 403, 403),
    ("GET", "/api/attempts"): (401, 200, 200, 403, 403),
    ("GET", "/feedback"): (401, 403, 403, 403, 200),
    ("POST", "/feedback"): (401, 403, 403, 403, 422),  # there is nothing to release in this test
    ("GET", "/index.html"): (401, 403, 403, 200, 200),
    ("GET", "/marks.html"): (401, 403, 403, 200, 200),
    ("GET", "/exercises/01-sum.html"): (401, 403, 403, 200, 200),
    ("POST", "/sign-out"): (401, 200, 200, 200, 200),
}


def is_of(page: Page, method: str, address: str) -> bool:
    """Whether an address of the table is one of a route's."""
    parts, pattern = address.split("/"), page.path.split("/")
    fits = len(parts) == len(pattern) and all(b.startswith("{") or a == b for a, b in zip(parts, pattern, strict=True))
    return page.method == method and fits


def test_the_table_has_every_route() -> None:
    """A route that is added without a row is found here, and a row without a route."""
    routes = {next(page.path for page in ROUTES if is_of(page, *row)) for row in TABLE}

    assert routes == {page.path for page in ROUTES}
    assert {(page.method, page.path) for page in ROUTES} == {
        (page.method, page.path) for page in ROUTES for row in TABLE if is_of(page, *row)
    }


@pytest.fixture(scope="module")
def handed_in(served: Served) -> Served:
    """The course, once ada has handed something in."""
    assert served.as_person("ada").hand_in(notebook()).status == 200
    return served


def client_of(served: Served, role: str, address: str) -> Client:
    """A client that shows who it is in the way that the address asks for."""
    if role == "nobody":
        return served.visitor()
    if address.startswith("/api"):
        return served.by_token(role)
    if address == "/sign-out":  # which ends a session that others would use
        client = served.visitor()
        client.post(f"/sign-in/{served.service.access.new_link(role, lives_s=60)}", csrf="")
        return client
    return served.as_person(role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "address"), TABLE, ids=lambda value: str(value).replace(folder_name("ada"), "ada"))
def test_each_role_gets_what_the_table_says(handed_in: Served, method: str, address: str, role: str) -> None:
    """Whoever is not signed in gets 401; another role 403; and what is another learner's isn't there: 404."""
    client = client_of(handed_in, role, address)
    if address == "/events":
        with client.events() as (status, _):
            pass
    elif address == "/hand-in":
        status = client.hand_in(notebook()).status
    elif address == "/api/hand-in":
        status = client.ask(method, address, notebook(), X_File_Name="sum.py").status
    else:
        status = (client.get(address) if method == "GET" else client.post(address, receipt="", label="x")).status

    assert status == TABLE[method, address][ROLES.index(role)]
