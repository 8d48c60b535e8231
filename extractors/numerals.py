"""Numbers in Arabic text: their value, how exactly they are meant, and the tokens that say so; codebook, «Counting»."""

from __future__ import annotations

from typing import NamedTuple

from extractors.numeral_forms import NumeralLexicon, numeral_lexicon
from extractors.numeral_items import read_items
from extractors.numeral_ranges import Draft, read_drafts
from extractors.records import Quantifier
from extractors.tokens import WORD, Tokens

# «خمسة رجال مدنيين على الأقل»: so many words may stand between a number and what qualifies it.
_NOUN_WINDOW = 2


class Number(NamedTuple):
    """A number with its quantifier: tokens first:last in all, core_first:core_last the number's own words and digits.

    `low` to `high` (None where open-ended) follow from the value and the quantifier. `conj`, `prep` and `definite` are
    the clitics before it. `gender` is that of the people counted where the number word tells it. `after` is the token
    range of a quantifier that stands behind the counted noun. `scale` is the largest of thousand, million, … that it
    names, else 1. Whether it counts people, years or shells is for the reader of the sentence to judge.
    """

    first: int
    last: int
    core_first: int
    core_last: int
    low: int
    high: int | None
    quantifier: Quantifier = "exact"
    ordinal: bool = False
    conj: bool = False
    prep: str = ""
    definite: bool = False
    gender: str | None = None
    digits: bool = False
    year_like: bool = False
    percent: bool = False
    after: tuple[int, int] | None = None
    scale: int = 1


def find_numbers(tokens: Tokens) -> list[Number]:
    """All numbers of a text in order, without overlap, in time proportional to its length."""
    lexicon = numeral_lexicon()
    items = read_items(tokens, lexicon)
    if not items:
        return []
    drafts = read_drafts(tokens, lexicon, items)
    starts = {draft.first: draft.conj for draft in drafts}
    after = lexicon.after.firsts.keys()
    floor = 0
    numbers: list[Number] = []
    for draft in drafts:
        if not draft.ordinal:
            if draft.digits:
                _read_signs(tokens, lexicon, draft)
            if draft.first > floor and not draft.conj and tokens.norms[draft.first - 1] in lexicon.openers:
                # «ثمانية عشر قتيلا على الأقل وعشرات الجرحى»: what stands before an «و» qualifies what came before.
                _read_before(tokens, lexicon, draft, floor)
            if not after.isdisjoint(tokens.norms[draft.last : draft.last + _NOUN_WINDOW + 1]):
                _read_behind(tokens, lexicon, draft, starts)
        _mark(tokens, lexicon, draft)
        floor = draft.last
        numbers.append(_number(draft))
    return numbers


def _number(draft: Draft) -> Number:
    return Number(
        draft.first,
        draft.last,
        draft.core_first,
        draft.core_last,
        draft.low,
        draft.high,
        draft.quantifier,
        draft.ordinal,
        draft.conj,
        draft.prep,
        draft.definite,
        draft.gender,
        draft.digits,
        draft.year_like,
        draft.percent,
        draft.after,
        draft.scale,
    )


def _read_signs(tokens: Tokens, lexicon: NumeralLexicon, draft: Draft) -> None:
    """«+50», «50+» are at least fifty, «~50» about fifty; only where the sign touches the digits."""
    at, end = draft.first - 1, draft.last
    if at >= 0 and tokens.ends[at] == tokens.starts[draft.first] and tokens.norms[at] in lexicon.signs:
        draft.first = at
        _apply(draft, [lexicon.signs[tokens.norms[at]]])
    elif (
        end < len(tokens)
        and tokens.starts[end] == tokens.ends[end - 1]
        and lexicon.signs.get(tokens.norms[end]) == "at_least"
    ):
        draft.last = end + 1
        _apply(draft, ["at_least"])


def _read_before(tokens: Tokens, lexicon: NumeralLexicon, draft: Draft, floor: int) -> None:
    """Takes the quantifiers and range words that stand before the number into it."""
    norms = tokens.norms
    first = draft.first
    kinds: list[Quantifier] = []
    while first > floor:
        phrase = lexicon.quantifiers.before(norms, first, floor)
        if phrase is not None:
            first = phrase[0]
            kinds.append(phrase[1])
            continue
        if draft.quantifier != "range" or first != draft.first:
            break
        opening = lexicon.between.before(norms, first, floor) or lexicon.source.before(norms, first, floor)
        if opening is None:
            break
        first = opening[0]
    if first == draft.first:
        return
    draft.first = first
    clitics = _clitics(norms[first], lexicon)
    draft.conj = clitics.startswith(lexicon.conj_letters)
    draft.prep = clitics.lstrip("".join(lexicon.conj_letters))
    _apply(draft, kinds)


def _clitics(norm: str, lexicon: NumeralLexicon) -> str:
    head = lexicon.quantifiers.head(norm) or lexicon.between.head(norm) or lexicon.source.head(norm)
    return head[1] if head else ""


def _apply(draft: Draft, kinds: list[Quantifier]) -> None:
    """Sets low and high by the quantifiers: at_least outweighs about, a range stays one, a vague number only opens."""
    if draft.quantifier == "range":
        return
    if draft.quantifier == "vague":
        draft.high = None if "at_least" in kinds else draft.high
    elif "at_least" in kinds:
        draft.high, draft.quantifier = None, "at_least"
    elif "at_most" in kinds:
        draft.low, draft.quantifier = min(1, draft.low), "at_most"
    elif "about" in kinds:
        draft.quantifier = "about"


def _read_behind(tokens: Tokens, lexicon: NumeralLexicon, draft: Draft, starts: dict[int, bool]) -> None:
    """Takes a quantifier behind the number or behind its noun into it («عشرة مدنيين تقريباً»)."""
    norms = tokens.norms
    for at in range(draft.last, min(draft.last + _NOUN_WINDOW + 1, len(norms))):
        phrase = lexicon.after.after(norms, at)
        if phrase is not None:
            end, kind = phrase
            comparing = end < len(norms) and norms[end] == lexicon.comparative_of
            if comparing and norms[end - 1] in lexicon.comparatives:
                return
            if at == draft.last:
                draft.last = end
            elif starts.get(end) is False:
                return
            else:
                draft.after = (at, end)
            _apply(draft, [kind])
            return
        if tokens.kinds[at] != WORD or at in starts or norms[at].startswith(lexicon.and_letter):
            return


def _mark(tokens: Tokens, lexicon: NumeralLexicon, draft: Draft) -> None:
    """Marks shares («20 في المئة», «15%») and definite digits that count order («اليوم الـ15»)."""
    norms = tokens.norms
    behind = norms[draft.last] if draft.last < len(norms) else ""
    before = norms[draft.first - 1] if draft.first else ""
    if behind == lexicon.percent_word:
        draft.percent = draft.last + 1 < len(norms) and norms[draft.last + 1] in lexicon.percent_hundred
    elif behind in lexicon.percents or before in lexicon.percents:
        draft.percent = True
    if draft.digits and draft.definite and before in lexicon.ordinal_heads:
        draft.ordinal = True
