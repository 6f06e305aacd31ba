"""`grader invite`: adds people to a served course, and prints a personal link for each, which signs them in once."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

from typer import Argument, Option

from grader.commands import DONE, console
from grader.commands.locations import gradebook_of, is_filled, service_of
from grader.commands.options import GradebookOption
from grader.errors import SpecError
from grader.service.web.access import DAY_S, Access, Person, Role
from grader.service.web.service import Site
from grader.storage.identities import COLUMNS, Identity, guard_cell, identities_of, identity_of, write_identities
from grader.storage.layout import IDENTITIES
from grader.util.csv_reader import SheetRow, csv_text, read_csv, safe_excerpt
from grader.util.files import write_whole

ROLE: Final = "role"
_ROLES: Final = {role.value: role for role in Role if role is not Role.NOBODY}
_UNSERVED: Final = "http://127.0.0.1:8000"
"""The address at which `grader serve` listens by default."""


def invite(
    out: Annotated[Path, Argument(help="The folder that `grader serve` serves.")],
    people: Annotated[
        Path, Argument(help="A CSV with the column learner, and optionally name, email, role and other ids.")
    ],
    *,
    url: Annotated[
        str | None, Option(help="The address at which browsers reach the service; by default the last one used.")
    ] = None,
    days: Annotated[int, Option(min=1, max=365, help="How many days the links can be used.")] = 14,
    to: Annotated[
        Path | None, Option(help="The file for the links, which only you can read; by default they are printed.")
    ] = None,
    gradebook: GradebookOption = None,
) -> int:
    """Add people to a served course; write a CSV with a personal link for each, which signs them in once."""
    place = gradebook_of(out, gradebook)
    if not is_filled(out):
        advice = "choose the folder that `grader serve` or `grader grade` wrote to"
        raise SpecError(f"{out}: contains no gradebook; {advice}")
    origin = Site.behind_proxy(url or service_of(out) or _UNSERVED, option="--url").origin
    invited = list(_read(people))
    known = identities_of(out)
    known |= {one.learner: one for one, person in invited if person.role is Role.LEARNER}
    write_identities(out / IDENTITIES, known.values())
    until = datetime.now(UTC) + timedelta(days=days)
    rows = []
    with closing(Access.open(out, place)) as access:
        access.enrol(person for _, person in invited)
        for identity, person in invited:
            link = f"{origin}/sign-in/{access.new_link(person.name, lives_s=days * DAY_S)}"
            cells = (person.name, identity.name, identity.email, person.role.value)
            rows.append([*map(guard_cell, cells), link, f"{until:%Y-%m-%d}"])
    table = csv_text(("learner", "name", "email", "role", "link", "until"), rows)
    if to:
        write_whole(to, table.encode("utf-8-sig"))
    else:
        console.out.print(table, markup=False, end="")
    return DONE


def _read(path: Path) -> Iterator[tuple[Identity, Person]]:
    """All people in a list: the columns of identities.csv, and a role for those who are not learners."""
    seen: set[str] = set()
    for row in read_csv(path, (*COLUMNS, ROLE), needs=["learner"]):
        identity = identity_of(row)
        person = Person(name=identity.learner, role=_role(row))
        if person.name in seen:
            raise SpecError(f"{row.place}: learner '{safe_excerpt(person.name)}' is listed twice; remove one")
        seen.add(person.name)
        yield identity, person


def _role(row: SheetRow) -> Role:
    word = row.cells.get(ROLE, "").casefold() or Role.LEARNER.value
    if word not in _ROLES:
        raise SpecError(f"{row.place}: role '{safe_excerpt(word)}' is unknown. Allowed: {', '.join(_ROLES)}")
    return _ROLES[word]
