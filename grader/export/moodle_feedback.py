"""Moodle's feedback files: a folder a learner, with the pages of what that learner handed in.

Moodle knows a folder by the participant's number in its name, `Full Name_12345_assignsubmission_file_`, and splits at
underscores, so the folders' names are taken from the archive that it gave. Nothing in that archive is unpacked.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grader.errors import SpecError, StorageError
from grader.export import ExportOptions, ExportReport
from grader.export.dataset import ExportData
from grader.export.matching import ExternalPerson, match_people
from grader.storage.layout import page_name
from grader.util.files import open_whole
from grader.util.text import pluralize

_FOLDER = re.compile(r"(?P<name>[^/\\_]+)_(?P<number>\d+)_(?P<kind>assign(?:submission|feedback)_[a-z]+)(?P<tail>_?)")
_MOST_NAMES = 200_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Every file's time, so that the same pages make the same archive."""


def export_moodle_feedback(material: ExportData, options: ExportOptions) -> ExportReport:
    """The archive at `to`. Raises `SpecError` where the template is none of Moodle's."""
    assert options.template is not None, "the command line asks for it"
    folders, odd = _folders(options.template)
    if not folders:
        raise SpecError(
            f"{options.template}: holds no folder such as 'Full Name_12345_assignsubmission_file'; "
            "in Moodle: the assignment, Submissions, Download all submissions, in folders"
        )
    strangers = [ExternalPerson(name=name, ids=(("moodle_id", number),)) for name, number in folders.values()]
    people = [material.person(mark.learner) for mark in material.marks()]
    learners = match_people(strangers, people)
    notes = [f"Moodle could not identify a participant by this name, left out: {one}" for one in odd]
    pages, without = 0, 0
    with open_whole(options.to) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, folder in enumerate(folders):
            found = list(_pages(material, learners[place])) if place in learners else []
            without += not found
            for name, page in found:
                archive.writestr(zipfile.ZipInfo(f"{folder}/{name}", _EPOCH), _content(page), zipfile.ZIP_DEFLATED)
                pages += 1
    strays = [folder for place, folder in enumerate(folders) if place not in learners]
    notes += [f"in the archive, and not here: {folder}" for folder in strays]
    known = set(learners.values())
    notes += [
        f"here, and not in the archive: {material.display_name(one.learner)}"
        for one in people
        if one.learner not in known
    ]
    summary = f"{options.to}: {pluralize(pages, 'page')} in {pluralize(len(folders) - without, 'folder')}."
    return ExportReport(summary=summary, notes=tuple(notes))


def _folders(path: Path) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """Folder to the name and number in it; and those in which Moodle would find no number."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:_MOST_NAMES]
    except FileNotFoundError as error:
        raise SpecError(f"--template {path}: no such file") from error
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise SpecError(f"--template {path}: is not a zip archive ({error})") from error
    found: dict[str, tuple[str, str]] = {}
    odd: dict[str, None] = {}
    for name in names:
        first = name.partition("/")[0]
        match_ = _FOLDER.match(first)
        if match_ is None:
            odd[first] = None
        elif match_["number"] not in {number for _, number in found.values()}:
            found[match_[0]] = (match_["name"], match_["number"])
    return found, list(odd)


def _pages(material: ExportData, learner: str) -> Iterator[tuple[str, Path]]:
    """The name and place of each page of a learner's that is there."""
    for column in material.exercises:
        page = material.out / page_name(learner, column.id)
        if page.is_file():
            yield page.name, page


def _content(page: Path) -> bytes:
    try:
        return page.read_bytes()
    except OSError as error:
        raise StorageError(f"{page}: cannot be read ({error.strerror})") from error
