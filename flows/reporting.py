"""Reports of the published snapshot: one on request, and those that each scheduled run leaves in the data folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flows.errors import UserError
from flows.files import write_out
from flows.settings import Settings

if TYPE_CHECKING:
    from warehouse.report.reading import ReportRows
    from warehouse.report.texts import Language


def write_report(
    settings: Settings,
    language: Language,
    path: Path,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    now: dt.datetime | None = None,
    other_file: str | None = None,
    embargo: float | None = None,
) -> Path:
    """Write the report on a range of days, both included, and return its file; without a range, on the last 30 days.

    What changed is told since the report that the file held before. Hours of an `embargo` stand in place of the
    setting's. Raises UserError, in the report's language, for a range that none can be made of, and WarehouseError
    where there is no snapshot.
    """
    from warehouse.report.reading import RangeError
    from warehouse.report.texts import load_texts

    now = now or dt.datetime.now(dt.UTC)
    try:
        rows = _read(settings, start, end, now, _find_since(path), embargo)
    except RangeError as error:
        texts = load_texts(language)
        fillings: dict[str, Any] = {
            name: texts.date(value) if isinstance(value, dt.date) else value for name, value in error.fillings.items()
        }
        raise UserError(texts(error.key, **fillings)) from error
    return _write(rows, language, path, other_file)


def _find_since(path: Path) -> dt.datetime | None:
    """The instant that the report held by a file is of."""
    from warehouse.report.page import find_as_of

    return find_as_of(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else None


def _read(
    settings: Settings,
    start: dt.date | None,
    end: dt.date | None,
    now: dt.datetime,
    since: dt.datetime | None,
    embargo: float | None,
) -> ReportRows:
    """What a report shows, whatever its language."""
    from warehouse.connection import open_reader
    from warehouse.report.reading import choose_range, read_report

    con = open_reader(settings.warehouse_path)
    try:
        first, last, span = choose_range(con, start, end, now.astimezone(ZoneInfo(settings.time_zone)).date())
        return read_report(con, first, last, span, since, settings.known_by(embargo, now))
    finally:
        con.close()


def _write(rows: ReportRows, language: Language, path: Path, other_file: str | None) -> Path:
    from extractors.quoting import quote
    from warehouse.report.page import Options, make_page

    page = make_page(rows, Options(language, other_file), quote)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_out(path, page)
    return path


def write_run_reports(settings: Settings, now: dt.datetime) -> list[Path]:
    """Write the reports of a run, one a language, into the data folder; none while no day is known.

    Rows are read once for all languages: of a million articles that took four seconds each.
    """
    from warehouse.report.reading import RangeError
    from warehouse.report.texts import LANGUAGES

    paths = {language: settings.reports_path / f"report-{language}.html" for language in LANGUAGES}
    read: dict[dt.datetime | None, ReportRows] = {}
    written: list[Path] = []
    for language, path in paths.items():
        (other,) = (file.name for code, file in paths.items() if code != language)
        since = _find_since(path)
        try:
            read[since] = read.get(since) or _read(settings, None, None, now, since, None)
        except RangeError:
            return written
        written.append(_write(read[since], language, path, other))
    return written
