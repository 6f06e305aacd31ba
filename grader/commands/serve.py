"""`grader serve`: the web process, which is this one, and the process that judges, which is kept alive beside it."""

import signal
import sys
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.commands import DONE, console
from grader.commands.coordinator import Settings
from grader.commands.course import course_of
from grader.commands.locations import gradebook_of, remember, remember_service, require_folder
from grader.commands.worker import Machines
from grader.course.loader import load_course
from grader.errors import StorageError
from grader.gradebook import Gradebook
from grader.gradebook.location import GradebookLocation
from grader.service.course_copy import taken_course
from grader.service.live import LIVE
from grader.service.room import RoomLimits
from grader.service.supervisor import Supervisor
from grader.util.processes import python_command
from grader.web.access_log import start_access_log
from grader.web.app import make_app
from grader.web.mail import MailServer
from grader.web.mailer import Mailer
from grader.web.opened import opened_service
from grader.web.server import allow_connections, listen, make_server
from grader.web.service import Service, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """By which address it is reached, what pages show, and how much is kept."""

    host: str
    port: int
    proxy: str | None
    """The URL of a proxy in front of it; None without one."""
    names: bool
    hints: bool
    mail_server: str | None
    """The URL of the server through which learners are told that there is feedback; None where they aren't."""
    mail_from: str | None
    room: RoomLimits


def run_serve(
    out: Path, options: ServeOptions, machines: Machines, *, course: Path | None, gradebook: str | None
) -> int:
    """The exit code, once it was asked to stop. Raises `SpecError` where the address is taken or can't be reached."""
    require_folder(out, str(out))
    allow_connections()
    site = Site.behind_proxy(options.proxy) if options.proxy else Site.direct(options.host, options.port)
    mail = MailServer.from_options(options.mail_server, options.mail_from) if options.mail_server else None
    origin = load_course(course_of(course, out)).root
    place = gradebook_of(out, gradebook)
    _prepare(out, place)
    with (
        listen(options.host, options.port) as listener,
        taken_course(out, origin) as copy,
        opened_service(out, load_course(copy), place, site, options.room) as service,
        Supervisor(
            python_command("-m", Settings.__module__),
            _greeting(service, origin, place, options, machines),
            heartbeat=out / LIVE,
        ),
        _mailer(mail, service) if mail else nullcontext(),
    ):
        remember_service(out, site.origin)
        start_access_log()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(DONE))  # else it would end what is above without a goodbye
        console.err.print(f"Serving at {site.origin} until Ctrl-C. Links to sign in: grader invite {out} people.csv")
        server = make_server(make_app(service), service.streams, behind_proxy=options.proxy is not None)
        server.run(sockets=[listener])
    return DONE


def _mailer(server: MailServer, service: Service) -> Mailer:
    return Mailer(
        server,
        out=service.out,
        board=service.board,
        access=service.access,
        course=service.course.title,
        titles=service.titles,
        origin=service.site.origin,
    )


def _prepare(out: Path, place: GradebookLocation) -> None:
    """Make the gradebook where there is none, and bring an older one up to date."""
    with suppress(StorageError):  # another service judges: then it is there, and whether it fits is seen on joining it
        Gradebook.open(place).close()
        remember(out, place)
    Gradebook.join(place).close()  # nothing is written beside one that is damaged


def _greeting(
    service: Service, origin: Path, place: GradebookLocation, options: ServeOptions, machines: Machines
) -> bytes:
    """What the process that judges is told."""
    ca, cert, key = (str(one) if one else None for one in (machines.ca, machines.cert, machines.key))
    settings = Settings(
        out=str(service.out),
        course=str(service.course.root),
        origin=str(origin),
        gradebook=str(place),
        workers=machines.workers,
        sandbox=machines.sandbox,
        cluster=machines.cluster,
        tls=(ca, cert, key),
        named=options.names,
        hints=options.hints,
    )
    return msgspec.json.encode(settings) + b"\n"
