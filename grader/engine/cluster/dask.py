"""The door to dask: imported once, quietly, or a sentence on what to install; and what connections are made with."""

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from grader.errors import MissingExtra, SpecError

QUIET = ("distributed", "distributed.core", "distributed.comm.core", "distributed.client", "distributed.worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """Files of TLS, or none."""

    ca: Path | None = None
    """The certificate of whoever signs the machines' certificates."""
    cert: Path | None = None
    key: Path | None = None


@cache
def import_distributed() -> Any:
    """The module. Raises `MissingExtra` if it is not installed."""
    try:
        import distributed as module  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtra("grading on many machines needs dask.distributed", "cluster") from error
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters of it is said in a sentence
    return module


def security(keys: TlsFiles, address: str) -> Any:
    """What connections are made with. Raises `SpecError` for files that aren't there, or an address of another kind."""
    files = {"tls_ca_file": keys.ca, "tls_client_cert": keys.cert, "tls_client_key": keys.key}
    given = {name: path for name, path in files.items() if path is not None}
    if not given:
        if address.startswith("tls://"):
            raise SpecError(f"{address}: needs --tls-ca, --tls-cert and --tls-key")
        return None
    for path in given.values():
        if not path.is_file():
            raise SpecError(f"{path}: no such file")
    if len(given) < len(files) or not address.startswith("tls://"):
        rule = "--tls-ca, --tls-cert and --tls-key must be used together, with an address tls://host:port"
        raise SpecError(f"{address}: {rule}")
    names = {name: str(path) for name, path in given.items()}
    worker = {"tls_worker_cert": str(keys.cert), "tls_worker_key": str(keys.key)}
    return import_distributed().Security(require_encryption=True, **names, **worker)
