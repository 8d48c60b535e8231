"""Typed settings: defaults, then `settings.toml` in the data folder, then `HASILA_*` in the environment."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.metadata
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.errors import UserError
from flows.values import is_amount, is_for_header, is_time_zone, is_web_address
from warehouse.weights import DEFAULT, Linking

if TYPE_CHECKING:
    from warehouse.alerts import Rule

PACKAGED_FEEDS = Path(__file__).with_name("feeds.toml")
PREFIX = "HASILA_"


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs and where its data lies; durations in seconds, sizes in bytes.

    Every field but `home` may stand in `settings.toml` under its own name, or in the environment as
    `HASILA_<NAME>`; the environment wins. `linking` and `alerts` are tables of the file and no variables.
    """

    home: Path
    contact: str = ""
    time_zone: str = "Asia/Damascus"
    timeout: float = 60.0
    connect_timeout: float = 10.0
    host_interval: float = 5.0
    feed_interval: float = 900.0
    max_feed_bytes: int = 10_000_000
    max_page_bytes: int = 5_000_000
    max_file_bytes: int = 60_000_000
    max_redirects: int = 5
    allow_hosts: tuple[str, ...] = ()
    workers: int = 0
    extract_chunk: int = 50
    load_chunk: int = 2000
    retries: int = 2
    retry_delay: float = 10.0
    lock_wait: float = 60.0
    keep_snapshots: int = 3
    archive_days: int = 0
    embargo_hours: float = 0.0
    linking: Linking = DEFAULT
    alerts: tuple[Rule, ...] = ()
    wayback_index: str = "https://web.archive.org/cdx/search/cdx"
    wayback_pages: str = "https://web.archive.org/web"

    @property
    def write_path(self) -> Path:
        """The private database that one writer at a time opens."""
        return self.home / "write.duckdb"

    @property
    def warehouse_path(self) -> Path:
        """The published snapshot that readers open at any time."""
        return self.home / "warehouse.duckdb"

    @property
    def archive_path(self) -> Path:
        """The folder of pages and feeds as received."""
        return self.home / "archive"

    def known_by(self, hours: float | None, now: dt.datetime) -> dt.datetime | None:
        """The instant (UTC without a zone) after which nothing published goes out; None without an embargo.

        `hours` stand in place of the setting's where they are given. Raises UserError where they cannot be hours.
        """
        held = self.embargo_hours if hours is None else hours
        if not is_amount(held, 0, MOST["embargo_hours"]):
            raise UserError(f"--embargo {held}: must be hours, from 0 to {MOST['embargo_hours']}")
        return (now.astimezone(dt.UTC) - dt.timedelta(hours=held)).replace(tzinfo=None) if held else None

    @property
    def reports_path(self) -> Path:
        """The folder of the reports that scheduled runs write."""
        return self.home / "reports"

    @property
    def wishes_path(self) -> Path:
        """What feeds ask of their readers, as heard from their last answers."""
        return self.home / "wishes.json"

    @property
    def layouts_path(self) -> Path:
        """Where the outlets' pages keep their stories, as learnt from run to run."""
        return self.home / "layouts.json"

    @property
    def feeds_path(self) -> Path:
        """The registry of feeds: the person's own where there is one, else the packaged one."""
        own = self.home / "feeds.toml"
        return own if own.exists() else PACKAGED_FEEDS

    @property
    def user_agent(self) -> str:
        """Who asks, honestly, and whom a webmaster may write to."""
        version = importlib.metadata.version("hasila")
        return f"hasila/{version} (+{self.contact})" if self.contact else f"hasila/{version}"

    @property
    def processes(self) -> int:
        """Worker processes of an extraction: `workers`, or one a core when that is 0."""
        return self.workers or os.cpu_count() or 1


TABLES = ("linking", "alerts")
FIELDS = {field.name: field for field in dataclasses.fields(Settings) if field.name not in ("home", *TABLES)}
WEIGHTS = {field.name: field for field in dataclasses.fields(Linking)}
LEAST = {"extract_chunk": 1, "load_chunk": 1, "keep_snapshots": 1}
MOST = {"embargo_hours": 1_000_000, "archive_days": 36_500}
"""About a hundred years: what lies further back than the calendar has no day."""

MOST_OF_ALL = 1_000_000_000
"""For every other number: thirty years in seconds; clocks and sockets take no longer wait."""

TEXTS = {
    "contact": (is_for_header, "must be an address in Latin letters, as it goes into the user agent"),
    "time_zone": (is_time_zone, "must be a zone such as Asia/Damascus"),
    "wayback_index": (is_web_address, "must be an http or https address"),
    "wayback_pages": (is_web_address, "must be an http or https address"),
}
"""What a text has to be, and how that is said."""


def load_settings(home: Path | str | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings of the data folder `home` (else `HASILA_HOME`, else `hasila/` in the working directory).

    Raises UserError, naming file and line or variable, for a key that does not exist or a value that does not fit, and
    for a folder that is a file.
    """
    environ = os.environ if environ is None else environ
    folder = Path(home or environ.get(PREFIX + "HOME") or "hasila").expanduser().resolve()
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir():
        raise UserError(f"{there}: is no folder; name another data folder with --home, or in HASILA_HOME")
    values = read_file(folder / "settings.toml") | read_environment(environ)
    return Settings(home=folder, **values)


def read_file(path: Path) -> dict[str, Any]:
    """The values that a settings file sets; none where there is no file."""
    if not path.exists():
        return {}
    text, table = read_toml(path)
    weights, alerts = table.pop("linking", None), table.pop("alert", None)
    values = {key: fit(key, value, f"{path}:{line_of(text, key)}") for key, value in table.items()}
    if weights is not None:
        values["linking"] = read_weights(weights, path, text)
    if alerts is not None:
        from flows.alert_rules import read_rules

        values["alerts"] = read_rules(alerts, path, text)
    return values


def read_weights(table: Any, path: Path, text: str) -> Linking:
    """The weights of the linking that the table `[linking]` sets; raises UserError naming the line of a wrong one."""
    if not isinstance(table, dict):
        raise UserError(
            f"{path}:{line_of(text, 'linking')}: linking must be a table; write [linking] above its weights"
        )
    for name, value in table.items():
        where = f"{path}:{line_of(text, name)}"
        if name not in WEIGHTS:
            raise UserError(
                f"{where}: there is no weight {name!r} of the linking; they are {', '.join(sorted(WEIGHTS))}"
            )
        whole = isinstance(WEIGHTS[name].default, int)
        is_number = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        if not is_number or not is_amount(value, -MOST_OF_ALL, MOST_OF_ALL):
            raise UserError(f"{where}: {name} must be a {'whole number' if whole else 'number'}, not {value!r}")
        if name.startswith("copy_") and not 0 <= value <= (1 if not whole else 365):
            raise UserError(
                f"{where}: {name} must be {'from 0 to 365' if whole else 'a share from 0 to 1'}, not {value}"
            )
        if (whole or name.endswith("_km") or name == "link") and value < 0:
            raise UserError(f"{where}: {name} must be at least 0, not {value}")
    return Linking(**table)


def read_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """The values that `HASILA_*` variables set; a variable that is no setting is refused, for it is a typing slip."""
    values: dict[str, Any] = {}
    for name, raw in environ.items():
        key = name.removeprefix(PREFIX).lower()
        if name.startswith(PREFIX) and key != "home":
            values[key] = fit(key, parse_variable(key, raw, name), name)
    return values


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """Text and table of a TOML file; UserError names file, line and remedy where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except FileNotFoundError as error:
        raise UserError(f"{path}: there is no such file; check the path") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise UserError(f"{path}:{line}: is not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        what = str(error).split(" (at")[0]
        raise UserError(f"{path}:{line}: is not valid TOML: {what}; mend that line") from error


def line_of(text: str, key: str) -> int:
    """The line on which a key is first set, 1 where it is not found."""
    found = re.search(rf"^[ \t]*\[*[\"']?{re.escape(key)}[\"']?[ \t]*[=\]]", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def parse_variable(key: str, raw: str, name: str) -> Any:
    """The value that a variable's text stands for, by the type of the setting's default."""
    default = FIELDS[key].default if key in FIELDS else None
    try:
        if isinstance(default, tuple):
            return [part.strip() for part in raw.split(",") if part.strip()]
        return type(default)(raw) if isinstance(default, int | float) else raw
    except ValueError as error:
        raise UserError(f"{name}: {raw!r} is no number; set it to one") from error


def fit(key: str, value: Any, where: str) -> Any:
    """The value if it fits the setting, else UserError with `where` in front."""
    if key not in FIELDS:
        known = ", ".join(sorted(FIELDS))
        raise UserError(f"{where}: there is no setting {key!r}; the settings are {known}")
    default = FIELDS[key].default
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise UserError(f"{where}: {key} must be a list of texts")
        return tuple(value)
    if isinstance(default, str):
        if not isinstance(value, str):
            raise UserError(f"{where}: {key} must be a text in quotes")
        fits, words = TEXTS[key]
        if not fits(value):
            raise UserError(f"{where}: {key} {words}, not {value!r}")
        return value
    whole = isinstance(default, int)
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        raise UserError(f"{where}: {key} must be a {'whole number' if whole else 'number'}, not {value!r}")
    least, most = LEAST.get(key, 0), MOST.get(key, MOST_OF_ALL)
    if not is_amount(value, least, most):
        raise UserError(f"{where}: {key} must be at least {least} and at most {most}, not {value}")
    return value if whole else float(value)
