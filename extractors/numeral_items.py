"""The number words and digits of a text, one by one, before the grammar joins them."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import compress
from typing import NamedTuple

from extractors import numeral_forms as nf
from extractors.numeral_forms import Form, NumeralLexicon
from extractors.tokens import NUMBER, WORD, Tokens

_SEPARATORS = re.compile("[.,\u066b\u066c\u060c]")
_THOUSANDS, _POINTS = ".,\u066c\u060c", ".,\u066b"
# A number of more digits is a telephone number or a key, never a count of people.
_MOST_DIGITS = 10
_THIN_SPACES = ("\u00a0", "\u202f", "\u2009")
_DIGITS = Form(nf.DIGITS, 0)


class Item(NamedTuple):
    """One number word, or digits with their clitic: tokens first:last, of which core:last is the number itself.

    `parts`: a decimal's value is in so many parts of one. `pointed`: «1.500», a thousand and a half, or one and a half
    before «million».
    """

    first: int
    core: int
    last: int
    form: Form
    parts: int = 1
    pointed: bool = False


def read_items(tokens: Tokens, lexicon: NumeralLexicon) -> list[Item]:
    """All number words and digit numbers of a text, in order."""
    forms = lexicon.forms
    items: list[Item] = []
    done = 0
    for at in positions(forms.__contains__, tokens):
        if at >= done:
            item = _read_item(tokens, lexicon, at)
            if item is not None:
                items.append(item)
                done = item.last
    return items


def positions(known: Callable[[str], bool], tokens: Tokens) -> list[int]:
    """Where known words and digits stand, in order; both are sought outside Python's own loop."""
    found = list(compress(range(len(tokens)), map(known, tokens.norms)))
    digits = digit_positions(tokens)
    return sorted({*found, *digits}) if digits else found


def digit_positions(tokens: Tokens) -> list[int]:
    """The tokens that are digits."""
    found: list[int] = []
    at = -1
    for _ in range(tokens.kinds.count(NUMBER)):
        at = tokens.kinds.index(NUMBER, at + 1)
        found.append(at)
    return found


def _read_item(tokens: Tokens, lexicon: NumeralLexicon, at: int) -> Item | None:
    if tokens.kinds[at] == NUMBER:
        return _read_digits(tokens, at, at, _DIGITS)
    form = lexicon.forms.get(tokens.norms[at])
    if form is None or tokens.kinds[at] != WORD:
        return None
    if form.kind == nf.CLITIC:
        return _read_after_clitic(tokens, lexicon, at, form)
    if form.kind == nf.VAGUE:
        phrase = lexicon.vague.after(tokens.norms, at)
        return phrase and Item(at, at, phrase[0], form._replace(kind=nf.SEVERAL))
    if form.kind == nf.HUNDRED and _is_percent(tokens, lexicon, at):
        return None
    if form.printed_with or form.printed_without:
        printed = tokens.surface(at, at + 1)
        if form.printed_with not in printed or (form.printed_without and form.printed_without in printed):
            # «وأحد عشر» folds to «واحد عشر»: the hamza says that it is and + one.
            one = Form(nf.PART, 1, "m", conj=lexicon.and_letter)
            return Item(at, at, at + 1, one) if form.printed_without else None
    return Item(at, at, at + 1, form)


def _is_percent(tokens: Tokens, lexicon: NumeralLexicon, at: int) -> bool:
    """Whether «المئة» is the second half of «في المئة»."""
    return at > 0 and tokens.norms[at] in lexicon.percent_hundred and tokens.norms[at - 1] == lexicon.percent_word


def _read_after_clitic(tokens: Tokens, lexicon: NumeralLexicon, at: int, clitic: Form) -> Item | None:
    if at + 1 >= len(tokens):
        return None
    if tokens.kinds[at + 1] == NUMBER:
        return _read_digits(tokens, at, at + 1, clitic)
    form = lexicon.forms.get(tokens.norms[at + 1])
    if form is None or form.kind == nf.CLITIC or form.conj or form.prep or clitic.definite:
        return None
    inner = _read_item(tokens, lexicon, at + 1)
    return inner and Item(at, at + 1, inner.last, inner.form._replace(conj=clitic.conj, prep=clitic.prep))


def _read_digits(tokens: Tokens, first: int, core: int, clitic: Form) -> Item | None:
    last, text = core + 1, tokens.norms[core]
    while _is_next_thousand(tokens, core, last):
        text += tokens.norms[last]
        last += 1
    value = digits_value(text)
    if value is None:
        return None
    whole, parts, pointed = value
    kind = nf.DIGITS if parts == 1 else nf.DECIMAL
    return Item(first, core, last, Form(kind, whole, None, clitic.definite, clitic.conj, clitic.prep), parts, pointed)


def _is_next_thousand(tokens: Tokens, core: int, at: int) -> bool:
    """Whether the token is the next three digits of a number written with spaces («12 000»)."""
    if at >= len(tokens) or len(tokens.norms[at]) != 3 or not tokens.norms[at].isdigit():
        return False
    if len(tokens.norms[core]) > 3 or not tokens.norms[core].isdigit() or at - core > 2:
        return False
    gap = tokens.text[tokens.ends[at - 1] : tokens.starts[at]]
    # A plain space also parts two numbers, so it joins only round thousands.
    return gap in _THIN_SPACES or (gap == " " and tokens.norms[at] == "000")


def digits_value(text: str) -> tuple[int, int, bool] | None:
    """The value of a written number as (value, parts of one, pointed), None for what is no number (12.05.2015)."""
    if len(text) > 2 * _MOST_DIGITS:
        return None
    parts = _SEPARATORS.split(text)
    marks = [char for char in text if not char.isdigit()]
    if len("".join(parts)) > _MOST_DIGITS:
        return None
    if not marks:
        return int(text), 1, False
    if _are_thousands(parts, marks):
        return int("".join(parts)), 1, marks == ["."]
    if marks[-1] in _POINTS and (len(marks) == 1 or (marks[-1] != marks[0] and _are_thousands(parts[:-1], marks[:-1]))):
        return int("".join(parts)), 10 ** len(parts[-1]), False
    return None


def _are_thousands(parts: list[str], marks: list[str]) -> bool:
    return (
        len(set(marks)) == 1
        and marks[0] in _THOUSANDS
        and 1 <= len(parts[0]) <= 3
        and not parts[0].startswith("0")
        and all(len(part) == 3 for part in parts[1:])
    )
