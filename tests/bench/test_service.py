"""What a service holds: a deadline, pages, live pages and a large cohort, with real processes and real kernels.

Run by `make bench`; prints a table and passes unless something is lost or doubled. GRADER_BENCH_SHARE makes it smaller:
0.1 measures a tenth. All browsers are one process of this machine, and the service does without the processor time that
it takes: so CPU seconds of the service stand beside what a clock says.
"""

import asyncio
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from statistics import median

import pytest
from rich.console import Console
from rich.table import Table

from grader.course.loader import load_course
from grader.gradebook import Gradebook
from grader.service.web.access import Role
from grader.service.web.home import receipt_href
from grader.storage.layout import COHORT_PAGE, FILES, GRADEBOOK, attempt_page_name, home_page_name, page_name
from grader.storage.submissions import SubmissionStore
from grader.util.files import make_private_folder
from tests.bench.big_cohort import Cohort, fill
from tests.bench.browsers import Browser, Evening, ask_steadily, evening, open_all, verdicts
from tests.bench.service_load import Cpu, Life, p95, rate
from tests.bench.test_numbers import scripts
from tests.service import Served
from tests.service_process import WAIT_S, ServiceProcess

pytestmark = [pytest.mark.bench, pytest.mark.filterwarnings("default")]

ROOT = Path(__file__).parents[2]
SHARE = float(os.environ.get("GRADER_BENCH_SHARE", "1"))
HANDED_IN, BEFORE = "06_multi_layer/two_layers", "05_single_layer/elementwise"
"""The exercise of the deadline, and the one of all that comes before it."""
LEARNERS = round(300 * SHARE)
WITHIN_S = 60 * SHARE
VISITORS = 20
VERDICTS = 10
PAGES_A_S, PAGES_S = 30, 20.0
BUSY = round(260 * SHARE)
"""Attempts that keep the kernels at work while pages are asked for."""
STREAMS = round(1_000 * SHARE)
QUIET_S = 20.0
MANY, EXERCISES = round(2_000 * SHARE), 30
COHORT_PAGES = 40
PAGE_RATE_S = 0.4
AS_USUAL = ("sh", "-c", 'ulimit -Sn 1024; exec "$@"', "sh")
"""Runs a command with as many open files as most systems allow unless asked."""


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    """What is printed in the end."""
    table = Table("what", "measured", "hold", title=f"the service, {os.cpu_count()} cores")
    yield table
    Console(width=150).print(table)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a right answer of each learner to the exercise of the deadline."""
    return scripts(tmp_path_factory.mktemp("answers"), HANDED_IN, LEARNERS)


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Right answers to the other exercise, no two the same."""
    folder = scripts(tmp_path_factory.mktemp("earlier"), BEFORE, VISITORS + VERDICTS + 1 + 2 * BUSY)
    return [path.read_bytes() for path in sorted(folder.glob("*/*/*.py"))]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    """One of a cohort that is about to begin."""
    out = tmp_path_factory.mktemp("served") / "out"
    with ServiceProcess.start(ROOT, out) as service:
        service.wait_until_ready()
        yield service


def mib(service: ServiceProcess) -> float:
    """Memory of the process that answers: what it does not share, and its share of the rest."""
    return float(service.web.memory_full_info().pss) / 2**20


def visitors(count: int) -> list[str]:
    return [f"visitor-{number:02}" for number in range(count)]


def queue_up(service: ServiceProcess, learners: Sequence[str], contents: Sequence[bytes]) -> None:
    """Let attempts wait, as a web process does with what it has read."""
    store = SubmissionStore(service.out / FILES)
    with Gradebook.join(service.place) as book:
        for learner, content in zip(learners, contents, strict=True):
            digest = sha256(content).hexdigest()
            store.put(digest, content)
            path = Path("service", learner, f"{BEFORE}.py")
            book.hand_in(learner=learner, exercise=BEFORE, sha256=digest, path=path)


def wait_until_judged(service: ServiceProcess) -> None:
    """Until nothing waits. Fails where that takes too long."""
    end = time.monotonic() + 3 * WAIT_S
    with Gradebook.view(service.place) as book:
        while book.hand_ins().waiting:
            assert time.monotonic() < end, "attempts still wait"
            time.sleep(0.2)


def test_at_rest(service: ServiceProcess, table: Table) -> None:
    """The process that answers, before anybody asks."""
    loaded = Path(f"/proc/{service.process.pid}/maps").read_text(encoding="utf-8")
    assert "tensorflow" not in loaded
    rss = service.web.memory_info().rss / 2**20
    table.add_row("web process at rest", f"{mib(service):.0f} MiB (RSS {rss:.0f}), no TensorFlow", "150 MiB")


def test_idle(service: ServiceProcess, earlier: list[bytes], table: Table) -> None:
    """From hand-in to verdict on the live page, where nobody else hands in; the first one prepares the exercise."""
    browser = Browser(service.port, service.enrol("ada")["ada"])
    first, *took = asyncio.run(verdicts(browser, earlier[: VERDICTS + 1]))
    shown = f"p50 {median(took):.2f} s, most {max(took):.2f} s (the first {first:.1f} s)"
    table.add_row("idle: from hand-in to verdict on screen", shown, "p50 1.0 s")


def requests_for(service: ServiceProcess, count: int) -> list[tuple[Browser, str]]:
    """What learners and an instructor look at."""
    sessions = service.enrol(*visitors(VISITORS))
    staff = Browser(service.port, service.enrol("ines", role=Role.INSTRUCTOR)["ines"])
    kinds: list[tuple[Browser, str]] = []
    for name, session in sessions.items():
        browser = Browser(service.port, session)
        paths = ("/", "/", f"/{home_page_name(name)}", f"/{page_name(name, BEFORE)}", receipt_href(BEFORE, 1))
        kinds += [(browser, path) for path in paths]
    kinds += [(staff, "/"), (staff, f"/{COHORT_PAGE}")] * (VISITORS // 4)
    return random.Random(0).choices(kinds, k=count)  # noqa: S311 - no secret


def test_pages(service: ServiceProcess, earlier: list[bytes], table: Table) -> None:
    """Pages at a steady rate, with kernels at work."""
    contents = earlier[VERDICTS + 1 :]
    names = visitors(VISITORS)
    queue_up(service, names, contents[:VISITORS])
    wait_until_judged(service)
    asked = requests_for(service, round(PAGES_A_S * PAGES_S * SHARE))
    busy = contents[VISITORS : VISITORS + BUSY]
    queue_up(service, [f"busy-{number:03}" for number in range(len(busy))], busy)
    before, began = Cpu.of(service), time.perf_counter()
    replies = asyncio.run(ask_steadily(asked, PAGES_A_S))
    took_s, cpu = time.perf_counter() - began, Cpu.of(service).since(before)
    assert {reply.status for reply in replies} == {200}
    times = [1000 * reply.took_s for reply in replies]
    shown = f"p50 {median(times):.0f} ms, p95 {p95(times):.0f} ms"
    table.add_row(f"{len(replies) / took_s:.0f} pages a second, kernels at work", shown, "p95 150 ms")
    table.add_row("… CPU of the web process", f"{1000 * cpu.web / len(replies):.1f} ms a page", "")
    wait_until_judged(service)


def lives_of(out: Path) -> list[Life]:
    """Those of all attempts at the exercise of the deadline."""
    with Gradebook.view(out / GRADEBOOK) as book:
        results = [entry.result for entry in book.every_attempt(HANDED_IN)]
    return [Life(one.submission.received, one.graded) for one in results]


def graded_alone(given: Path, out: Path) -> float:
    """How many files `grader grade` judges in a second."""
    words = ["grade", str(given), "--out", str(out), "--course", str(ROOT)]
    line = [sys.executable, "-c", "from grader.commands.cli import main; main()", *words]
    subprocess.run(line, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    times = sorted(one.graded for one in lives_of(out))
    return (len(times) - 1) / (times[-1] - times[0]).total_seconds()


def test_deadline(service: ServiceProcess, answers: Path, tmp_path: Path, table: Table) -> None:
    """A cohort hands in within a minute, with live pages open, beside what the same files take without a service."""
    contents = {path.parts[-3]: path.read_bytes() for path in answers.glob("*/*/*.py")}
    alone = graded_alone(answers, tmp_path / "alone")
    sessions = service.enrol(*contents)
    browsers = {name: Browser(service.port, session) for name, session in sessions.items()}
    before, began = Cpu.of(service), resource.getrusage(resource.RUSAGE_SELF)
    seen = asyncio.run(evening(browsers, contents, WITHIN_S))
    cpu, ended = Cpu.of(service).since(before).each(len(contents)), resource.getrusage(resource.RUSAGE_SELF)
    results = Served(ROOT, service.out, service.place).results()
    attempts = {name: count for (name, attempt), count in results.items() if name in contents and attempt == 1}
    assert attempts == dict.fromkeys(contents, 1), "lost, or doubled"
    assert not [name for name, attempt in results if name in contents and attempt > 1]
    browsers_s = sum(ended[:2]) - sum(began[:2])
    times = [1000 * reply.took_s for reply in seen.replies]
    what = f"{len(contents)} hand in within {WITHIN_S:.0f} s: acknowledged"
    table.add_row(what, f"p50 {median(times):.0f} ms, p95 {p95(times):.0f} ms", "p95 300 ms")
    table.add_row("… lost, doubled", "0, 0", "0, 0")
    show_live(table, seen, service)
    show_rate(table, alone, lives_of(service.out), cpu)
    table.add_row("… CPU of all browsers, which share the processors", f"{browsers_s:.0f} s", "")


def show_live(table: Table, seen: Evening, service: ServiceProcess) -> None:
    """How far live pages were behind."""
    with Gradebook.view(service.place) as book:
        graded = {one.result.submission.learner: one.result.graded for one in book.every_attempt(HANDED_IN)}
    behind = [seen.judged_at[name] - when.timestamp() for name, when in graded.items() if name in seen.judged_at]
    shown = f"state p95 {p95(seen.first_s):.2f} s after it is taken, verdict p95 {p95(behind):.2f} s after it is found"
    table.add_row("… live pages", shown, "all the time")


def show_rate(table: Table, alone: float, lives: Sequence[Life], cpu: Cpu) -> None:
    """How quickly attempts were judged beside the batch, and what each took besides its kernel."""
    queued = 3
    found = rate(lives, queued=queued)
    shown = f"{found:.1f}; alone {alone:.1f}: {100 * found / alone:.0f} %"
    table.add_row(f"… judged a second while {queued} or more wait", shown, "90 %")
    shown = f"{1000 * cpu.web:.0f} ms web, {1000 * cpu.coordinator:.0f} ms coordinator"
    table.add_row("… CPU an attempt, without its kernel", shown, "")


def touch_pages(out: Path, learners: Sequence[str]) -> None:
    """Let the learners' pages be there: drawing tens of thousands would take minutes, and is not what is measured."""
    exercises, later = load_course(ROOT).exercises[:EXERCISES], time.time() + 86_400
    for learner in learners:
        make_private_folder((out / home_page_name(learner)).parent)
        for page in (home_page_name(learner), *(page_name(learner, exercise) for exercise in exercises)):
            (out / page).touch()
        first = out / attempt_page_name(learner, BEFORE, 1)  # not drawn again with the attempts that follow
        first.touch()
        os.utime(first, (later, later))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, table: Table) -> Iterator[ServiceProcess]:
    """A service of a large cohort, whose learners' pages are taken as drawn; it draws those of all learners."""
    out = tmp_path_factory.mktemp("large") / "out"
    with Gradebook.open(out / GRADEBOOK) as book:
        count = fill(book, Cohort(learners=MANY, exercises=EXERCISES))
        touch_pages(out, book.learners())
    with ServiceProcess.start(ROOT, out, before=AS_USUAL) as service:
        service.wait_until_ready()
        end = time.monotonic() + 3 * WAIT_S
        while not (out / COHORT_PAGE).exists():
            assert time.monotonic() < end, "the cohort's page is not drawn"
            time.sleep(0.2)
        drawn_s = Cpu.of(service).coordinator
        table.add_row(f"{count} results: start, and the cohort's pages", f"{drawn_s:.0f} CPU s of the coordinator", "")
        yield service


async def watched(service: ServiceProcess, browsers: Sequence[Browser], busy: Mapping[str, bytes]) -> list[float]:
    """MiB and a share of a core that many live pages take, and the share while attempts are judged; how many then."""
    before = mib(service)
    pages = await asyncio.wait_for(open_all(browsers), WAIT_S)
    quiet = await _web_share(service, QUIET_S)
    taken = mib(service)
    await asyncio.to_thread(queue_up, service, list(busy), list(busy.values()))
    began, cpu_s = time.perf_counter(), Cpu.of(service).web
    await asyncio.to_thread(wait_until_judged, service)
    took_s = time.perf_counter() - began
    judging = (Cpu.of(service).web - cpu_s) / took_s
    assert all(page.is_open and page.events for page in pages), "a live page has ended"
    for page in pages:
        page.close()
    return [taken - before, quiet, judging, len(busy) / took_s]


async def _web_share(service: ServiceProcess, seconds: float) -> float:
    cpu_s, began = Cpu.of(service).web, time.perf_counter()
    await asyncio.sleep(seconds)
    return (Cpu.of(service).web - cpu_s) / (time.perf_counter() - began)


def test_live_pages(large: ServiceProcess, earlier: list[bytes], table: Table) -> None:
    """Many at once, and nothing happens; then kernels are at work."""
    with Gradebook.view(large.place) as book:
        names = book.learners()[:STREAMS]
    browsers = [Browser(large.port, session) for session in large.enrol(*names).values()]
    busy = dict(zip(names, earlier[-BUSY:], strict=False))
    more, quiet, judging, a_second = asyncio.run(watched(large, browsers, busy))
    table.add_row(f"{len(browsers)} live pages", f"{more:.0f} MiB more", "200 MiB")
    table.add_row("… CPU of the web process", f"{100 * quiet:.1f} % of a core", "5 %")
    shown = f"{100 * judging:.0f} % of a core"
    table.add_row(f"… and while {a_second:.1f} attempts a second are judged", shown, "")


def test_cohort_page(large: ServiceProcess, earlier: list[bytes], table: Table) -> None:
    """The first page of an instructor of a large cohort, with kernels at work."""
    staff = Browser(large.port, large.enrol("ines", role=Role.INSTRUCTOR)["ines"])
    busy = earlier[-2 * BUSY : -BUSY]
    queue_up(large, [f"busy-{number:03}" for number in range(len(busy))], busy)
    before = Cpu.of(large)
    replies = asyncio.run(ask_steadily([(staff, f"/{COHORT_PAGE}")] * COHORT_PAGES, 1 / PAGE_RATE_S))
    cpu = Cpu.of(large).since(before)
    assert {reply.status for reply in replies} == {200}
    times, size = [1000 * reply.took_s for reply in replies], len(replies[0].text) / 2**20
    what = f"the cohort's page, {MANY} learners, {EXERCISES} exercises, {size:.1f} MiB"
    table.add_row(what, f"p50 {median(times):.0f} ms, p95 {p95(times):.0f} ms", "p95 500 ms")
    table.add_row("… CPU of the web process", f"{1000 * cpu.web / len(replies):.0f} ms a page", "")
