"""Imports dask once, without its log messages, or reports what to install; and makes the security settings of
connections.
"""

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from grader.errors import MissingExtra, SpecError

QUIET = ("distributed", "distributed.core", "distributed.comm.core", "distributed.client", "distributed.worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """The files for TLS; all None without TLS."""

    ca: Path | None = None
    """The certificate of the authority that signs the machines' certificates."""
    cert: Path | None = None
    key: Path | None = None


@cache
def import_distributed() -> Any:
    """Return the module. Raises `MissingExtra` if it is not installed."""
    try:
        import distributed as module  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtra("grading on many machines needs dask.distributed", "cluster") from error
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # important messages are reported as sentences
    return module


def security(keys: TlsFiles, address: str) -> Any:
    """The security settings of connections. Raises `SpecError` for files that don't exist, or for an address of the
    wrong kind.
    """
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
