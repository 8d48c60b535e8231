"""Pages that ask for a browser, a cookie or a human instead of giving the news; they are never worked around."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.wordlists import read_lexicon

_SCRIPT_FREE = 4_000
_HEAD = 20_000


@lru_cache(maxsize=1)
def _signs() -> re.Pattern[str]:
    table = read_lexicon("pages")
    return re.compile("|".join(map(re.escape, table["challenges"])), re.I)


def find_challenge(html: str) -> str | None:
    """The words by which a page shows itself as a challenge, or None.

    Only what is short or says so in its first 20,000 characters counts; a long article that quotes such words, or whose
    comment form asks for a captcha, is none: it holds prose.
    """
    match = _signs().search(html[:_HEAD])
    if not match:
        return None
    visible = re.sub(r"(?s)<(script|style|noscript)\b.*?</\1>|<[^>]*>", " ", html)
    return match.group() if len(" ".join(visible.split())) < _SCRIPT_FREE else None
