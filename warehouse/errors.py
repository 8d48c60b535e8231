"""What can go wrong in the warehouse, each with one clear line and its remedy."""

from __future__ import annotations

from pathlib import Path

from warehouse.refusals import say


class WarehouseError(Exception):
    """Base of the warehouse's errors; its text is one line that a person can act on."""


class WarehouseMissing(WarehouseError):  # noqa: N818 the name says what is the case
    """There is no database file where one was asked for."""

    def __init__(self, path: Path) -> None:
        super().__init__(say("file.missing", path=path))
        self.path = path


class WarehouseLocked(WarehouseError):  # noqa: N818 the name says what is the case
    """Another process holds the database file for writing."""

    def __init__(self, path: Path, pid: int | None, waited: float) -> None:
        holder = f"process {pid}" if pid else "another process"
        super().__init__(f"{path}: {holder} is writing to it (waited {waited:.0f} s); try again when it has ended")
        self.path = path
        self.pid = pid


class WarehouseFull(WarehouseError):  # noqa: N818 the name says what is the case
    """There is no room for what was to be written; what was committed before stays."""

    def __init__(self, path: Path) -> None:
        super().__init__(say("file.full", path=path))
        self.path = path


class Unpublished(WarehouseError):  # noqa: N818 the name says what is the case
    """What was decided is stored, but readers do not see it yet."""


class WarehouseUnreadable(WarehouseError):  # noqa: N818 the name says what is the case
    """The file is there, but this DuckDB cannot open it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(say("file.unreadable", path=path, reason=reason))
        self.path = path


class QueryError(WarehouseError):
    """A question that cannot be answered as it is put; says why and what to change."""


class MigrationError(WarehouseError):
    """A migration failed, or the file was made by other migrations than these."""


class BatchError(WarehouseError):
    """Rows handed to the warehouse do not fit the table that they name."""


class CorrectionError(WarehouseError):
    """An analyst's correction that cannot be made; says why and what to do first."""


class DecisionError(WarehouseError):
    """An analyst's decision on a place or a source that cannot be made; says why and what to do."""


class CheckFailed(WarehouseError):  # noqa: N818 the name says what is the case
    """A rule of the warehouse is broken; names the rule and the first rows that break it (there may be more)."""

    def __init__(self, rule: str, meaning: str, rows: list[dict[str, object]], *, is_all: bool = True) -> None:
        many = len(rows) if is_all else f"{len(rows)} or more"
        shown = "; ".join(str(row) for row in rows[:3])
        super().__init__(f"rule {rule} is broken by {many} rows ({meaning}): {shown}; nothing was loaded or published")
        self.rule = rule
        self.rows = rows
