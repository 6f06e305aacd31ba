"""The layers of the sandbox, each as the fault that takes it away.

A layer inside is taken out of a copy of our own files, by exact text; bubblewrap's part out of its command; what the
grader does outside is replaced in this process. A fault that finds nothing to change is an error: it would prove
nothing.
"""

import asyncio
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

import grader
from grader.evidence import EMPTY, Evidence, Layers, Predictions, Rebuilt
from grader.probe.outside import execute, session
from grader.probe.outside.channels import MessageBudget
from grader.probe.outside.kernel_sandbox import KERNEL_PATHS, KernelSandbox
from grader.sandbox.outside.sandbox import HOME, MIB
from grader.sandbox.outside.watchdog import Watchdog
from reports import render

Edit = tuple[str, str, str]
"""A file that runs inside, what it says, and what it says without the layer."""
Words = tuple[tuple[str, ...], tuple[str, ...]]
"""A run of words in bubblewrap's command, and what stands there without the layer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What is changed where a layer is missing."""

    edits: tuple[Edit, ...] = ()
    words: tuple[Words, ...] = ()
    outside: Callable[[pytest.MonkeyPatch], None] = lambda _: None


def _uncounted(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(MessageBudget, name, lambda *_: None)


def _believed(patch: pytest.MonkeyPatch) -> None:
    def believe(data: bytes, *, max_bytes: int) -> Evidence:  # noqa: ARG001 - the signature of what it replaces
        return EMPTY

    patch.setattr(session, "decode", believe)


def _unwatched(patch: pytest.MonkeyPatch) -> None:
    async def never(_: Watchdog) -> float:
        await asyncio.Event().wait()
        return 0.0

    patch.setattr(Watchdog, "wait_exceeded", never)


def _ungrouped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(session, "create_cgroup", lambda _: None)


def _with_metadata(patch: pytest.MonkeyPatch) -> None:
    made = session._notebook

    def as_handed_in(cells: Sequence[str]) -> Any:
        notebook = made(cells)
        for cell in notebook.cells:
            cell.metadata["tags"] = ["skip-execution", "raises-exception"]
        return notebook

    patch.setattr(session, "_notebook", as_handed_in)


def _by_its_own_word(patch: pytest.MonkeyPatch) -> None:
    async def believe(evidence: Evidence, *_: object, **__: object) -> Evidence:
        shown = {key: one.array for key, one in evidence.seen.items() if isinstance(one, Predictions)}
        models = {name: one for name, one in evidence.seen.items() if isinstance(one, Layers)}
        rebuilt_models = {
            name: Rebuilt(layers=msgspec.structs.replace(one, architecture=None, values=()), predictions=shown)
            for name, one in models.items()
        }
        return msgspec.structs.replace(evidence, rebuilt=rebuilt_models)

    patch.setattr(execute, "rebuild_models", believe)


def _as_markup(patch: pytest.MonkeyPatch) -> None:
    bare = render._templates().overlay(autoescape=False, finalize=str)
    patch.setattr(render, "_templates", lambda: bare)


LIMITS_FIRST = """    jail.set_limits(read_request(descriptors[-2])["limits"])
    jail.enter_namespaces()
"""
KEPT_REQUESTS = """        self.requests = [*getattr(self, "requests", []), os.pread(descriptors[-2], 2**16, 0)]
        pid = os.fork()
"""
PRIVATE_PLACES = (
    *("--perms", "0700"),
    *(word for place in (HOME, "/tmp") for word in ("--size", str(MIB), "--tmpfs", place)),  # noqa: S108 - inside
)
"""What a zygote alone writes to."""
SHARED_PLACES = tuple(word for place in (HOME, "/tmp", "/dev/shm") for word in ("--perms", "1777", "--tmpfs", place))  # noqa: S108 - inside
"""What a zygote's kernels would write to if they made nothing of their own: one place for all, without a size."""

REMOVALS: Mapping[str, Removal] = {
    "namespaces": Removal(
        edits=(
            ("jail.py", "    libc.unshare(ALL_NAMESPACES)\n", "    libc.unshare(CLONE_NEWUSER | CLONE_NEWNS)\n"),
            ("jail.py", '    libc.mount("proc", "/proc", "proc", NO_SPECIAL_FILES)\n', ""),
        )
    ),
    "proc": Removal(edits=(("jail.py", '    libc.mount("proc", "/proc", "proc", NO_SPECIAL_FILES)\n', ""),)),
    "private_mounts": Removal(
        edits=(("zygote.py", '    jail.mount_private_tree(request["limits"]["folder_mib"])\n', ""),),
        words=((PRIVATE_PLACES, SHARED_PLACES),),
    ),
    "terminal": Removal(edits=(("jail.py", "    leave_terminal()\n", ""),)),
    "limits": Removal(edits=(("jail.py", "    set_limits(limits)\n", ""),)),
    "limits_before_unshare": Removal(
        edits=(
            ("zygote.py", "    jail.enter_namespaces()\n", LIMITS_FIRST),
            ("jail.py", "    set_limits(limits)\n", ""),
        )
    ),
    "capabilities": Removal(edits=(("jail.py", "    drop_privileges()\n", ""),)),
    "landlock": Removal(edits=(("jail.py", "    restrict_files()\n", ""),)),
    "descriptors": Removal(edits=(("jail.py", "    close_all_but(keep)\n", ""),)),
    "seccomp": Removal(edits=(("jail.py", "    filter_calls()\n", ""),)),
    "memfd_request": Removal(edits=(("zygote.py", "        pid = os.fork()\n", KEPT_REQUESTS),)),
    "environment": Removal(words=((("--clearenv",), ()),)),
    "network": Removal(
        words=((("--unshare-net",), ()),),
        edits=(("jail.py", " | CLONE_NEWNET", ""),),
    ),
    "dev_read_only": Removal(words=((("--remount-ro", "/dev"), ()),)),
    "message_caps": Removal(outside=_uncounted("spend_message")),
    "output_caps": Removal(outside=_uncounted("spend")),
    "watchdog": Removal(outside=_unwatched),
    "cgroup": Removal(outside=_ungrouped),
    "no_metadata": Removal(outside=_with_metadata),
    "clean_room": Removal(outside=_by_its_own_word),
    "escaping": Removal(outside=_as_markup),
    "decode": Removal(outside=_believed),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakenedSandbox(KernelSandbox):
    """A sandbox whose command says something else in places."""

    instead: tuple[Words, ...] = ()

    def command(self, *arguments: Any, **options: Any) -> list[str]:
        """The command with the other words."""
        words = KernelSandbox.command(self, *arguments, **options)
        for old, new in self.instead:
            words = _replaced(words, old, new)
        return words


def weakened(layers: Iterable[str], folder: Path, patch: pytest.MonkeyPatch, data: Path) -> WeakenedSandbox:
    """A sandbox without these layers, whose own files lie in an empty folder."""
    chosen = [REMOVALS[layer] for layer in layers]
    _copy_ours(folder)
    for removal in chosen:
        removal.outside(patch)
        for name, old, new in removal.edits:
            _edit(folder / "sandbox" / "inside" / name, old, new)
    return WeakenedSandbox(data=data, package=folder, instead=tuple(run for one in chosen for run in one.words))


def _copy_ours(folder: Path) -> None:
    """Copy the paths of the grader that kernels see."""
    package = Path(grader.__file__).parent
    for name in KERNEL_PATHS:
        if (package / name).is_dir():
            shutil.copytree(package / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(package / name, folder / name)


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name} says {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def _replaced(words: list[str], old: tuple[str, ...], new: tuple[str, ...]) -> list[str]:
    starts = [at for at in range(len(words)) if tuple(words[at : at + len(old)]) == old]
    assert len(starts) == 1, f"the command says {old} {len(starts)} times"
    return [*words[: starts[0]], *new, *words[starts[0] + len(old) :]]
