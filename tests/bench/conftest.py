"""Machines to measure on."""

from tests.cluster.conftest import place

__all__ = ["place"]
