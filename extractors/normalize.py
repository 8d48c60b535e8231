"""The normal form of Arabic words that all matching uses; the text itself is never changed.

Folded: hamza carriers, ة/ه, ى/ي, Persian kaf and yeh, presentation forms. Dropped: harakat, tatweel, zero-width and
bidi marks, and the dots that mask a word from filters («قتـ.ـلى»). Lexicon and gazetteer pass through the same door.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

HARAKAT = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
INVISIBLE = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
TATWEEL = "\u0640"
LETTERS = (
    "\u0621-\u063a\u0641-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06fa-\u06fc\ufb50-\ufdcf\ufdf0-\ufdfb\ufe70-\ufefc"
)

_DROPPED = re.compile(f"[{HARAKAT}{INVISIBLE}{TATWEEL}.*_/·•-]+")
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_FOLDS = (
    ("\u0622", "\u0627"),  # alef madda
    ("\u0623", "\u0627"),  # alef hamza above
    ("\u0625", "\u0627"),  # alef hamza below
    ("\u0671", "\u0627"),  # alef wasla
    ("\u0649", "\u064a"),  # alef maqsura
    ("\u0629", "\u0647"),  # teh marbuta
    ("\u0624", "\u0648"),  # waw hamza
    ("\u0626", "\u064a"),  # yeh hamza
    ("\u06cc", "\u064a"),  # Farsi yeh
    ("\u06a9", "\u0643"),  # keheh
    ("\u06c1", "\u0647"),  # heh goal
    ("\u06be", "\u0647"),  # heh doachashmee
    ("\u06d5", "\u0647"),  # ae
)
_DIGITS = {
    ord(d): str(i) for block in ("\u0660", "\u06f0") for i, d in enumerate(chr(ord(block) + n) for n in range(10))
}


def normalize_word(word: str) -> str:
    """The normal form of one word; equal for all its spellings that news mixes."""
    if _PRESENTATION.search(word):
        word = unicodedata.normalize("NFKC", word)
    word = _DROPPED.sub("", word)
    for old, new in _FOLDS:
        word = word.replace(old, new)
    return word


def normalize_digits(number: str) -> str:
    """ASCII digits for Arabic-Indic and Persian ones."""
    return number.translate(_DIGITS)


@lru_cache(maxsize=20_000)
def normalize_phrase(phrase: str) -> str:
    """The normal form of a phrase: its words' normal forms, a single space between them."""
    return " ".join(filter(None, map(normalize_word, phrase.split())))
