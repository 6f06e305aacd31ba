"""`grader serve`: the web process, which is this one, and the process that judges, which is kept alive beside it.

The process that judges is a child, and `main` is its program. Its settings come as the first line of stdin. It ends
when its stdin closes, so it never outlives the process that started it, however that one ended. What it was judging
then still waits in the gradebook.
"""

import asyncio
import os
import signal
import sys
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.commands import DONE, console
from grader.commands.course import course_of
from grader.commands.locations import gradebook_of, remember, remember_service, require_folder
from grader.commands.worker import Machines
from grader.course.loader import load_course
from grader.engine.batch.state import Ending, Finish
from grader.errors import GraderError, StorageError, SystemFault
from grader.gradebook import Gradebook
from grader.gradebook.opening import GradebookLocation
from grader.sandbox.outside.kernel_factory import Mode
from grader.service.course_copy import CourseChanges, CourseWatch, kept_copy, taken_course
from grader.service.drain import Drain
from grader.service.live import LIVE
from grader.service.page_drawing import PageDrawing
from grader.service.room import RoomLimits
from grader.service.supervisor import Supervisor
from grader.service.web.mailer import Mailer, MailServer
from grader.service.web.operations import start_access_log
from grader.service.web.routes import make_app
from grader.service.web.server import allow_connections, listen, make_server, opened_service
from grader.service.web.service import Service, Site
from grader.util import logs
from grader.util.decoders import json_decoder
from grader.util.processes import python_command
from reports.publish import PageWriter

# The process that judges.


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What `grader serve` says of the work. Not on a command line, which everybody on the machine can read."""

    out: str
    course: str
    """The folder of the copy that all is judged by."""
    origin: str
    """The folder that it was copied from."""
    gradebook: str
    """A path or a URL, which may have a password in it."""
    workers: int
    sandbox: Mode | None = None
    cluster: str | None = None
    tls: tuple[str | None, str | None, str | None] = (None, None, None)
    """The files of --tls-ca, --tls-cert and --tls-key."""
    named: bool = False
    hints: bool = True


def coordinate(settings: Settings) -> Finish:
    """Hold the right to judge and judge until stdin closes. Raises `GraderError`, also where another process has it."""
    out = Path(settings.out).resolve()
    with kept_copy(out), Gradebook.open(settings.gradebook) as book:
        return asyncio.run(_serve(settings, out, book))


async def _serve(settings: Settings, out: Path, book: Gradebook) -> Finish:
    ca, cert, key = (Path(one) if one else None for one in settings.tls)
    machines = Machines(
        workers=settings.workers, sandbox=settings.sandbox, cluster=settings.cluster, ca=ca, cert=cert, key=key
    )
    course, origin = Path(settings.course), Path(settings.origin)
    engine = machines.engine(course, masked=(out, origin))
    stop = asyncio.Event()
    watch = CourseWatch(CourseChanges(origin, course))
    pages = PageDrawing(lambda: PageWriter(out, engine.course, book, named=settings.named))
    seek = settings.hints and machines.cluster is None
    runner = machines.runner(engine)
    async with Drain(engine, runner, book, out, pages.draw, hints=seek, edited=lambda: watch.edited) as drain:
        _stop_at_end_of_input(stop)
        beside = asyncio.gather(pages.keep_up(stop), watch.keep_up(stop))
        try:
            return await drain.serve(stop, lambda _: None)
        finally:
            stop.set()
            await beside


def _stop_at_end_of_input(stop: asyncio.Event) -> None:
    """Set the event when whoever started this process is gone, or closes the pipe."""
    loop = asyncio.get_running_loop()

    def heard() -> None:
        if not os.read(sys.stdin.fileno(), 1):
            loop.remove_reader(sys.stdin.fileno())
            stop.set()

    loop.add_reader(sys.stdin.fileno(), heard)


def main() -> None:
    """Entry point of the process."""
    logs.start_logging()
    settings = json_decoder(Settings).decode(sys.stdin.buffer.readline())
    try:
        finish = coordinate(settings)
        if finish.ending is Ending.SYSTEM:
            raise SystemFault(finish.message)
    except GraderError as error:
        sys.exit(f"grader: the coordinator: {error}")


# The web process.


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
    """The URL of the server through which learners are told that there is feedback; None if they aren't."""
    mail_from: str | None
    room: RoomLimits


def run_serve(
    out: Path, options: ServeOptions, machines: Machines, *, course: Path | None, gradebook: str | None
) -> int:
    """The exit code, once it was asked to stop. Raises `SpecError` if the address is taken or can't be reached."""
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
    """Make the gradebook if there is none."""
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


if __name__ == "__main__":
    main()
