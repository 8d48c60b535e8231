"""What a value of the settings or of the registry of feeds may be, where its type alone does not say it."""

from __future__ import annotations

import math
import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


def is_time_zone(value: str) -> bool:
    """Whether the time zones of this machine or of tzdata have that name."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        # ZoneInfo opens a file of that name: OSError is a folder's, such as Asia, ValueError one outside of theirs.
        return False
    return True


def is_web_address(value: str) -> bool:
    """Whether that is an http or https address with a host, and a port that can be one."""
    try:
        parts = urlsplit(value)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and named and not re.search(r"\s", value)


def is_for_header(value: str) -> bool:
    """Whether a text may stand in a header of HTTP: letters, digits and signs of ASCII."""
    return value.isascii() and value.isprintable()


def is_amount(value: float, least: float, most: float) -> bool:
    """Whether a number lies between the two; what is no number (nan) does not."""
    return math.isfinite(value) and least <= value <= most
