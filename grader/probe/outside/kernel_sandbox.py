"""The sandbox of kernels: its settings for TensorFlow, and which of our own files a kernel sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.sandbox.outside.sandbox import DATA, ENVIRONMENT, OURS, Sandbox

KERNEL_PATHS = (*OURS, "errors.py", "evidence", "probe/__init__.py", "probe/inside")
"""The paths of our package that a kernel sees."""
KERNEL_ENVIRONMENT: Mapping[str, str] = {
    **ENVIRONMENT,
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # one thread each: the same sums on every machine, and limits that mean the same on 2 cores and on 64
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TFDS_DATA_DIR": DATA,
    "COURSE_DATA": DATA,
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelSandbox(Sandbox):
    """A sandbox in which kernels and clean rooms run."""

    setup: str = "grader.probe.inside.setup"
    environment: Mapping[str, str] = field(default_factory=lambda: KERNEL_ENVIRONMENT)
    ours: tuple[str, ...] = KERNEL_PATHS
