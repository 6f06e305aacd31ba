"""A real PostgreSQL server of its own for tests, from the system's package, on a socket in a temporary folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@dataclass
class Server:
    """A running server."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, schema: str = "public") -> str:
        """A gradebook's URL, in a schema that must be there."""
        return f"postgresql://grader@/postgres?host={quote(str(self.folder))}&options=-csearch_path%3D{schema}"

    def new(self) -> str:
        """The URL of a place where there is no gradebook yet."""
        name = f"course_{next(self.numbers)}"
        self.ask(f"CREATE SCHEMA {name}")
        return self.url(name)

    def ask(self, statement: str) -> list[object]:
        """Run a statement as the server's owner; the first column of what it gives."""
        engine = create_engine(self.url().replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect() as connection:
            found = connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(statement)
            rows = list(found.scalars()) if found.returns_rows else []
        engine.dispose()
        return rows

    def start(self) -> None:
        """Begin, and wait until it answers."""
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self.control("start", "-w", "-o", options, "-l", str(self.folder / "log"))

    def kill(self) -> None:
        """As if the power had gone: no process of it says goodbye."""
        self.control("stop", "-m", "immediate")

    def control(self, *arguments: str) -> None:
        """Call `pg_ctl`."""
        run("pg_ctl", "-D", str(self.folder / "data"), *arguments)


def run(program: str, *arguments: str) -> str:
    """What a program of PostgreSQL's says, run as an account that it accepts: it refuses root."""
    root = os.geteuid() == 0
    return subprocess.run(
        [PROGRAMS[-1] / program, *arguments],
        check=True,
        stdout=None if program == "pg_ctl" else subprocess.PIPE,  # which the server would keep open
        text=True,
        user=account() if root else None,
        group=pwd.getpwnam(account()).pw_gid if root else None,
        extra_groups=[] if root else None,
        cwd="/",
    ).stdout


def account() -> str:
    return "postgres" if any(one.pw_name == "postgres" for one in pwd.getpwall()) else "nobody"


@contextmanager
def postgresql() -> Iterator[Server]:
    """A server, which is gone at the end with all that it held."""
    folder = Path(tempfile.mkdtemp(prefix="grader-postgresql-"))  # short: a socket's path has 107 bytes
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, account())
        # sorting by a language, so that whoever relies on the order of characters is found out
        language = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en")
        run("initdb", "-D", str(folder / "data"), "-U", "grader", "--auth=trust", "--no-sync", "-E", "UTF8", *language)
        server = Server(folder)
        server.start()
        try:
            yield server
        finally:
            server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
