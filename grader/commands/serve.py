"""`grader serve`: runs the web process in this process, and keeps the process that judges alive.

The process that judges is a child, and `main` is its program. Its settings are the first line of stdin. It ends when
its stdin closes, so it never outlives the process that started it. Attempts that it was judging then still wait in the
gradebook.
"""

import asyncio
import os
import signal
import sys
from contextlib import nullcontext, suppress
from pathlib import Path
from socket import socket
from typing import Annotated, Self

import msgspec
from typer import Argument, Option

from grader.commands import DONE, console
from grader.commands.locations import gradebook_of, remember, remember_service
from grader.commands.options import (
    ClusterOption,
    CourseOption,
    GradebookOption,
    NamesOption,
    NoHintsOption,
    SandboxOption,
    TlsCaOption,
    TlsCertOption,
    TlsKeyOption,
    WorkersOption,
    course_of,
)
from grader.commands.worker import Machines
from grader.course.loader import load_course
from grader.engine.batch.state import Ending, Finish
from grader.errors import GraderError, StorageError, SystemFault
from grader.gradebook import Gradebook
from grader.gradebook.opening import GradebookLocation
from grader.service.course_copy import CourseChanges, kept_copy, taken_course
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
from grader.storage.layout import COURSE_COPY
from grader.util import logs
from grader.util.processes import python_command
from reports.publish import PageWriter

# The process that judges.


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings that `grader serve` sends to the process that judges. The command line can't contain them,
    because all users can read it.
    """

    out: Path
    course: Path
    """The folder of the course's copy, by which it judges."""
    origin: Path
    """The folder from which the copy was made."""
    gradebook: str
    """A path, or a URL that may contain a password."""
    machines: Machines
    named: bool = False
    hints: bool = True

    def to_line(self) -> bytes:
        """The line of stdin that `main` reads."""
        return msgspec.json.encode(self, enc_hook=str) + b"\n"  # paths become strings

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """The settings in a line that `to_line` wrote."""
        return msgspec.json.decode(line, type=cls, dec_hook=lambda kind, text: kind(text))


def coordinate(settings: Settings) -> Finish:
    """Take the right to judge, and judge until stdin closes. Raises `GraderError`, also if another process has that
    right.
    """
    out = settings.out.resolve()
    with kept_copy(out), Gradebook.open(settings.gradebook) as book:
        return asyncio.run(_serve(settings, out, book))


async def _serve(settings: Settings, out: Path, book: Gradebook) -> Finish:
    machines, stop = settings.machines, asyncio.Event()
    engine = machines.engine(settings.course, masked=(out, settings.origin))
    watch = CourseChanges(settings.origin, settings.course)
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
    """Set the event when the process that started this one has ended or closed the pipe."""
    loop = asyncio.get_running_loop()

    def heard() -> None:
        if not os.read(sys.stdin.fileno(), 1):
            loop.remove_reader(sys.stdin.fileno())
            stop.set()

    loop.add_reader(sys.stdin.fileno(), heard)


def main() -> None:
    """Entry point of the process."""
    logs.start_logging()
    settings = Settings.from_line(sys.stdin.buffer.readline())
    try:
        finish = coordinate(settings)
        if finish.ending is Ending.SYSTEM:
            raise SystemFault(finish.message)
    except GraderError as error:
        sys.exit(f"grader: the coordinator: {error}")


# The web process.

MailServerOption = Annotated[
    str | None,
    Option(
        metavar="URL",
        help="Tell learners by mail about new feedback, through this server, such as smtp://user@host:587.",
    ),
]


def serve(
    out: Annotated[Path, Argument(help="The folder that `grader grade --out` wrote to, or a new folder.")],
    *,
    host: Annotated[str, Option(help="The address to listen on; by default only this machine can connect.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    proxy: Annotated[
        str | None,
        Option(
            metavar="URL", help="The public address, if there is a proxy in front, such as https://grader.example.org."
        ),
    ] = None,
    mail_server: MailServerOption = None,
    mail_from: Annotated[
        str | None, Option(metavar="ADDRESS", help="With --mail-server: the sender's address.")
    ] = None,
    learner_mib: Annotated[
        int, Option(min=1, metavar="MIB", help="How much space one learner's files, runs and pages may take.")
    ] = 256,
    course_gib: Annotated[int, Option(min=1, metavar="GIB", help="How much space the whole course may take.")] = 64,
    names: NamesOption = False,
    workers: WorkersOption,
    sandbox: SandboxOption = None,
    course: CourseOption = None,
    gradebook: GradebookOption = None,
    cluster: ClusterOption = None,
    tls_ca: TlsCaOption = None,
    tls_cert: TlsCertOption = None,
    tls_key: TlsKeyOption = None,
    no_hints: NoHintsOption = False,
) -> int:
    """Serve a course until Ctrl-C: learners hand in by browser, watch the grading and read the feedback."""
    place = gradebook_of(out, gradebook)
    allow_connections()
    site = Site.behind_proxy(proxy) if proxy else Site.direct(host, port)
    mail = MailServer.from_options(mail_server, mail_from) if mail_server else None
    room = RoomLimits(learner_mib=learner_mib, course_gib=course_gib)
    origin = load_course(course_of(course, out)).root
    settings = Settings(
        out=out,
        course=out / COURSE_COPY,
        origin=origin,
        gradebook=str(place),
        machines=Machines(workers=workers, sandbox=sandbox, cluster=cluster, ca=tls_ca, cert=tls_cert, key=tls_key),
        named=names,
        hints=not no_hints,
    )
    _prepare(out, place)
    with (
        listen(host, port) as listener,
        taken_course(out, origin) as copy,
        opened_service(out, load_course(copy), place, site, room) as service,
        Supervisor(python_command("-m", Settings.__module__), settings.to_line(), heartbeat=out / LIVE),
        Mailer(mail, service) if mail else nullcontext(),
    ):
        _answer(service, listener, behind_proxy=proxy is not None)
    return DONE


def _prepare(out: Path, place: GradebookLocation) -> None:
    """Create the gradebook if there is none."""
    with suppress(StorageError):  # another service judges, so it exists; joining it shows whether it is suitable
        Gradebook.open(place).close()
        remember(out, place)
    Gradebook.join(place).close()  # a damaged one stays unchanged


def _answer(service: Service, listener: socket, *, behind_proxy: bool) -> None:
    """Answer browsers until Ctrl-C or a signal to end."""
    remember_service(service.out, service.site.origin)
    start_access_log()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(DONE))  # or open connections would be cut off
    invite = f"grader invite {service.out} people.csv"
    console.err.print(f"Serving at {service.site.origin} until Ctrl-C. Links to sign in: {invite}")
    make_server(make_app(service), service.streams, behind_proxy=behind_proxy).run(sockets=[listener])


if __name__ == "__main__":
    main()
