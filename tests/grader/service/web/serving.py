"""A real server on loopback that serves a small course, and clients that ask it as browsers and commands do."""

import http.client
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Self
from urllib.parse import urlencode

from grader.course.loader import load_course
from grader.gradebook import Gradebook
from grader.gradebook.marks.assignments_file import ASSIGNMENTS
from grader.service.web.access import Person, Role
from grader.service.web.routes import make_app
from grader.service.web.server import listen, make_server, opened_service
from grader.service.web.service import Service, Site
from grader.storage.layout import (
    COHORT_PAGE,
    GRADEBOOK,
    MARKS_PAGE,
    attempt_page_name,
    exercise_page_name,
    home_page_name,
    page_name,
)
from grader.util.files import write_whole
from tests import simulated
from tests.grader import tiny

EXERCISE = tiny.EXERCISE
SECOND = "01/other"
PEOPLE = {"ada": Role.LEARNER, "bob": Role.LEARNER, "tim": Role.ASSISTANT, "ines": Role.INSTRUCTOR}
BOUNDARY = "a-boundary-of-ours"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
DRAWN = '<body><a class="skip-link" href="#main">Skip to the content</a><main id="main">page of {}</main></body>'
WAIT_S = 30.0


def second_exercise() -> dict[str, str]:
    """The files of an exercise like the first, and the course with both."""
    files = {
        name.replace(EXERCISE, SECOND): text.replace(EXERCISE, SECOND).replace("A sum", "Another sum")
        for name, text in tiny.FILES.items()
    }
    settings = "exercises/course.toml"
    return files | {settings: tiny.FILES[settings].replace('["sum"]', '["sum", "other"]')}


def notebook(answer: str = "total = a.sum() - 1", exercise: str = EXERCISE) -> bytes:
    """A script that answers an exercise of the course's."""
    lines = (
        tiny.REFERENCE.replace(EXERCISE, exercise).replace("total = np.sum(a) - 1", answer).splitlines(keepends=True)
    )
    return "".join(line for line in lines if not line.startswith("# B")).encode()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def csrf(self) -> str:
        """The token in the page's forms."""
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.text)
        return found[1] if found else ""


@dataclass(slots=True)
class Client:
    """A browser without JavaScript: keeps the cookie, says where its forms come from."""

    port: int
    cookie: str = ""
    token: str = ""

    @property
    def origin(self) -> str:
        """What its forms come from."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> http.client.HTTPConnection:
        """A new connection."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """One request, with just these headers and the cookie; `_` in their names is `-`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            sent.setdefault("Cookie", self.cookie)
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        with closing(self.connect()) as connection:
            connection.request(method, path, body or None, sent)
            found = connection.getresponse()
            named = {name.lower(): value for name, value in found.headers.items()}  # proxies write them as they like
            answer = Answer(found.status, named, found.read().decode())
        if cookie := answer.headers.get("set-cookie"):
            self.cookie = cookie.partition(";")[0]
        return answer

    def get(self, path: str) -> Answer:
        """A page."""
        return self.ask("GET", path)

    def post(self, path: str, csrf: str | None = None, **fields: str) -> Answer:
        """A form of ours, with the session's token unless another is given."""
        token = self.csrf() if csrf is None else csrf
        body = urlencode({**fields, "csrf": token}).encode()
        return self.ask("POST", path, body, Origin=self.origin, Content_Type="application/x-www-form-urlencoded")

    def hand_in(self, content: bytes, name: str = "sum.py", csrf: str | None = None) -> Answer:
        """The hand-in form, with a file."""
        token = self.csrf() if csrf is None else csrf
        body = multipart({"csrf": token}, name, content)
        return self.ask("POST", "/hand-in", body, Origin=self.origin, Content_Type=MULTIPART)

    @contextmanager
    def events(self) -> Iterator[tuple[int, Iterator[str]]]:
        """The status of the stream of live changes, and the text of each event, as it comes."""
        with closing(self.connect()) as connection:
            shown = {"Cookie": self.cookie, "Authorization": f"Bearer {self.token}" if self.token else ""}
            connection.request("GET", "/events", headers={name: value for name, value in shown.items() if value})
            found = connection.getresponse()
            yield found.status, _events(found)

    def csrf(self) -> str:
        """The token of this session's forms."""
        return self.get("/receipts").csrf


def _events(response: http.client.HTTPResponse) -> Iterator[str]:
    """The text of each event. Raises `TimeoutError` where the stream only says that it is still there."""
    lines: list[str] = []
    end = monotonic() + WAIT_S
    while raw := response.readline():
        line = raw.decode().rstrip("\r\n")
        if line.startswith("data:"):
            lines.append(line[5:].removeprefix(" "))
        elif not line and lines:
            yield "\n".join(lines)
            lines, end = [], monotonic() + WAIT_S
        elif monotonic() > end:
            raise TimeoutError("the stream goes on, and nothing comes")


def multipart(fields: Mapping[str, str], name: str, content: bytes) -> bytes:
    """A form with a file, as browsers send it."""
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()]
    parts.append(f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content)
    edge = f"--{BOUNDARY}".encode()
    return b"".join(edge + b"\r\n" + part + b"\r\n" for part in parts) + edge + b"--\r\n"


@dataclass(slots=True, kw_only=True)
class Served:
    """A course that is being served."""

    service: Service
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def visitor(self) -> Client:
        """A browser that nobody signed in with."""
        return Client(self.port)

    def as_person(self, name: str) -> Client:
        """A browser of somebody who signed in, the same session each time."""
        if name not in self.cookies:
            client = self.visitor()
            client.post(f"/sign-in/{self.service.access.new_link(name, lives_s=60)}", csrf="")
            self.cookies[name] = client.cookie
        return Client(self.port, cookie=self.cookies[name])

    def by_token(self, name: str) -> Client:
        """A command with a new token of somebody's."""
        return Client(self.port, token=self.service.access.new_token(name, "test"))

    @classmethod
    @contextmanager
    def start(cls, folder: Path, *, assignments: str = "") -> Iterator[Self]:
        """Serve the small course from a folder, with pages drawn for ada and bob.

        Where there is an assignments.toml, the course has the second exercise, too.
        """
        root, out = simulated.course(folder / "course"), folder / "out"
        if assignments:
            tiny.write(root, **second_exercise(), **{str(ASSIGNMENTS): assignments})
        course = load_course(root)
        Gradebook.open(out / GRADEBOOK).close()
        for name in ("ada", "bob"):
            write_whole(out / home_page_name(name), DRAWN.format(name).encode())
            for page in (page_name(name, EXERCISE), attempt_page_name(name, EXERCISE, 1), page_name(name, SECOND)):
                write_whole(out / page, DRAWN.format(name).encode())
        for page in (COHORT_PAGE, MARKS_PAGE, exercise_page_name(EXERCISE)):
            write_whole(out / page, DRAWN.format("all").encode())
        listener = listen("127.0.0.1", 0)
        port = int(listener.getsockname()[1])
        with opened_service(out, course, out / GRADEBOOK, Site.direct("127.0.0.1", port)) as service:
            service.access.enrol(Person(name=name, role=role) for name, role in PEOPLE.items())
            with running(service, listener):
                yield cls(service=service, port=port)


@contextmanager
def running(service: Service, listener: socket.socket) -> Iterator[None]:
    """A server in a thread, which has started when the block begins and has ended after it."""
    server = make_server(make_app(service), service.streams, behind_proxy=False)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        end = monotonic() + WAIT_S
        while not server.started and thread.is_alive() and monotonic() < end:
            sleep(0.01)
        yield
    finally:
        server.should_exit = True
        thread.join()
