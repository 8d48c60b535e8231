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
    from extractors.quoting import quote
    from warehouse.connection import open_reader
    from warehouse.report.page import Options, find_as_of, make_page
    from warehouse.report.reading import RangeError, choose_range, read_report
    from warehouse.report.texts import load_texts

    now = now or dt.datetime.now(dt.UTC)
    today = now.astimezone(ZoneInfo(settings.time_zone)).date()
    since = find_as_of(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else None
    con = open_reader(settings.warehouse_path)
    try:
        first, last, span = choose_range(con, start, end, today)
        rows = read_report(con, first, last, span, since, settings.known_by(embargo, now))
    except RangeError as error:
        texts = load_texts(language)
        fillings: dict[str, Any] = {
            name: texts.date(value) if isinstance(value, dt.date) else value for name, value in error.fillings.items()
        }
        raise UserError(texts(error.key, **fillings)) from error
    finally:
        con.close()
    page = make_page(rows, Options(language, other_file), quote)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_out(path, page)
    return path


def write_run_reports(settings: Settings, now: dt.datetime) -> list[Path]:
    """Write the reports of a run, one a language, into the data folder; none while no day is known."""
    from warehouse.report.texts import LANGUAGES

    names: dict[Language, str] = {language: f"report-{language}.html" for language in LANGUAGES}
    written = []
    for language, name in names.items():
        (other,) = (file for code, file in names.items() if code != language)
        try:
            written.append(write_report(settings, language, settings.reports_path / name, now=now, other_file=other))
        except UserError:
            return written
    return written
