"""The registries that the packages ship, as rows of the warehouse: governorates and claimants."""

from __future__ import annotations

from flows.rows import Batch


def registry_rows() -> Batch:
    """The rows of core.governorate, core.claimant and core.claimant_name; each comes whole."""
    return {}
