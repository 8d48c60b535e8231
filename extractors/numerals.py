"""Numbers in Arabic text: their value, how exactly they are meant, and the tokens that say so; codebook, «Counting»."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from extractors import numeral_forms as nf
from extractors.numeral_cores import Core, Grammar, Item, read_items
from extractors.numeral_forms import NumeralLexicon, numeral_lexicon
from extractors.records import Quantifier
from extractors.tokens import WORD, Tokens

# Clauses are short: a verb of rising further off than this belongs to another number.
_RISE_WINDOW = 9
# «خمسة رجال مدنيين على الأقل»: so many words may stand between a number and what qualifies it.
_NOUN_WINDOW = 2


@dataclass(frozen=True, slots=True)
class Number:
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
    cores = _merge_ranges(tokens, lexicon, _read_cores(tokens, lexicon, items))
    return _quantify(tokens, lexicon, cores)


def _read_cores(tokens: Tokens, lexicon: NumeralLexicon, items: list[Item]) -> list[Number]:
    grammar = Grammar(tokens, items, lexicon)
    numbers: list[Number] = []
    at = 0
    while at < len(items):
        item = items[at]
        between = lexicon.between.before(tokens.norms, item.first) is not None
        core = grammar.read(at, between or _follows_between(numbers, item))
        if core is None:
            at += 1
            continue
        number = _number(tokens, item, items[core.end - 1], core, between)
        if not _is_lookalike(tokens, lexicon, number, item, single=core.end == at + 1):
            numbers.append(number)
        at = core.end
    return numbers


def _follows_between(numbers: list[Number], item: Item) -> bool:
    return bool(numbers) and numbers[-1].quantifier == "range" and numbers[-1].last == item.first


def _number(tokens: Tokens, item: Item, last: Item, core: Core, between: bool) -> Number:
    form = item.form
    digits = form.kind in (nf.DIGITS, nf.DECIMAL)
    year = digits and core.scale == 1 and 1900 <= core.low <= 2100 and len(tokens.norms[item.core]) == 4
    quantifier: Quantifier = "vague" if core.vague else "exact"
    if between or (core.low != core.high and not core.vague):
        # Kept until ranges are merged, so that the number after «بين» is known.
        quantifier = "range"
    return Number(
        first=item.first,
        last=last.last,
        core_first=item.core,
        core_last=last.last,
        low=core.low,
        high=core.high,
        quantifier=quantifier,
        ordinal=core.ordinal,
        conj=bool(form.conj),
        prep=form.prep,
        definite=form.definite,
        gender=core.gender,
        digits=digits,
        year_like=year,
        scale=core.scale,
    )


def _is_lookalike(tokens: Tokens, lexicon: NumeralLexicon, number: Number, item: Item, single: bool) -> bool:
    """Whether the words name a street, a weekday, a month, a heading or a share instead of a number."""
    norms = tokens.norms
    before = norms[number.first - 1] if number.first else ""
    behind = norms[number.last] if number.last < len(norms) else ""
    if item.form.kind in (nf.DIGITS, nf.DECIMAL):
        return False
    if number.definite and (before in lexicon.names or behind in lexicon.names_after):
        return True
    if number.ordinal:
        return before in lexicon.months or (behind == lexicon.enumerator and not number.definite)
    return single and number.low == 2 and item.form.kind == nf.UNIT and before in lexicon.days


def _merge_ranges(tokens: Tokens, lexicon: NumeralLexicon, numbers: list[Number]) -> list[Number]:
    merged: list[Number] = []
    at = 0
    while at < len(numbers):
        number = numbers[at]
        follower = numbers[at + 1] if at + 1 < len(numbers) else None
        both = follower and _range(tokens, lexicon, number, follower)
        if both and not _is_chain(tokens, lexicon, merged, both, numbers[at + 2 : at + 3]):
            merged.append(both)
            at += 2
        else:
            alone: Quantifier = "exact" if number.low == number.high else number.quantifier
            merged.append(replace(number, quantifier=alone))
            at += 1
    return merged


def _range(tokens: Tokens, lexicon: NumeralLexicon, one: Number, two: Number) -> Number | None:
    """The range that two numbers make together («من 10 إلى 15», «بين خمسة وعشرة», «10-15»), or None."""
    if (
        one.ordinal
        or two.ordinal
        or one.high is None
        or two.high is None
        or "vague" in (one.quantifier, two.quantifier)
    ):
        return None
    if not _is_connected(tokens, lexicon, one, two):
        return None
    low = one.low
    if one.scale == 1 and two.scale > 1 and low < two.high // two.scale:
        low *= two.scale
    if low >= two.high or (one.year_like and two.year_like):
        return None
    return replace(
        one, last=two.last, core_last=two.core_last, low=low, high=two.high, quantifier="range", year_like=False
    )


def _is_connected(tokens: Tokens, lexicon: NumeralLexicon, one: Number, two: Number) -> bool:
    gap = two.first - one.last
    if gap == 0:
        between = lexicon.between.before(tokens.norms, one.first) is not None
        joined = two.conj and not two.prep
        dashed = lexicon.tatweel in tokens.text[tokens.ends[one.last - 1] : tokens.starts[two.first]]
        return (between and joined) or dashed or (two.prep != "" and two.prep in lexicon.connectors and between)
    if gap != 1 or two.conj or two.prep:
        return False
    mark = tokens.norms[one.last]
    if mark in lexicon.dashes:
        return not two.definite
    return mark in lexicon.connectors and not _is_rise(tokens, lexicon, one.first)


def _is_rise(tokens: Tokens, lexicon: NumeralLexicon, first: int) -> bool:
    window = tokens.norms[max(0, first - _RISE_WINDOW) : first]
    return any(norm in lexicon.rises for norm in window)


def _is_chain(
    tokens: Tokens, lexicon: NumeralLexicon, before: list[Number], both: Number, behind: Iterable[Number]
) -> bool:
    """Whether dashes string more than two numbers together, as in dates and telephone numbers."""
    dashes = lexicon.dashes
    if before and before[-1].last == both.first - 1 and tokens.norms[both.first - 1] in dashes:
        return True
    return any(number.first == both.last + 1 and tokens.norms[both.last] in dashes for number in behind)


def _quantify(tokens: Tokens, lexicon: NumeralLexicon, numbers: list[Number]) -> list[Number]:
    starts = {number.first: number.conj for number in numbers}
    done: list[Number] = []
    floor = 0
    for number in numbers:
        # «ثمانية عشر قتيلا على الأقل وعشرات الجرحى»: what stands before an «و» qualifies what came before.
        full = number if number.ordinal or number.conj else _before(tokens, lexicon, number, floor)
        full = full if number.ordinal else _behind(tokens, lexicon, full, starts)
        full = _mark(tokens, lexicon, full)
        floor = full.last
        done.append(full)
    return done


def _before(tokens: Tokens, lexicon: NumeralLexicon, number: Number, floor: int) -> Number:
    """Takes the quantifiers and range words that stand before the number into it."""
    norms = tokens.norms
    first = number.first
    kinds: list[Quantifier] = []
    while True:
        phrase = lexicon.quantifiers.before(norms, first, floor)
        if phrase is not None:
            first = phrase[0]
            kinds.append(phrase[1])
            continue
        table = lexicon.between if lexicon.between.before(norms, first, floor) else lexicon.source
        opening = table.before(norms, first, floor) if number.quantifier == "range" and first == number.first else None
        if opening is None:
            break
        first = opening[0]
    if first == number.first:
        return number
    conj, prep = _clitics(norms[first], lexicon)
    return _applied(replace(number, first=first, conj=conj, prep=prep), kinds)


def _clitics(norm: str, lexicon: NumeralLexicon) -> tuple[bool, str]:
    _, prefix = lexicon.quantifiers.head(norm) or lexicon.between.head(norm) or (norm, "")
    return prefix[:1] in lexicon.conj_letters and prefix != "", prefix.lstrip("".join(lexicon.conj_letters))


def _applied(number: Number, kinds: list[Quantifier]) -> Number:
    """The number's low and high under its quantifiers; at_least outweighs about, and a range stays a range."""
    for kind in ("at_least", "at_most", "about"):
        if kind not in kinds:
            continue
        if number.quantifier == "range":
            return number
        if number.quantifier == "vague":
            return replace(number, high=None) if kind == "at_least" else number
        if kind == "at_least":
            return replace(number, high=None, quantifier="at_least")
        if kind == "at_most":
            return replace(number, low=min(1, number.low), quantifier="at_most")
        return replace(number, quantifier="about")
    return number


def _behind(tokens: Tokens, lexicon: NumeralLexicon, number: Number, starts: dict[int, bool]) -> Number:
    """Takes a quantifier behind the number or behind its noun into it («عشرة مدنيين تقريباً»)."""
    norms = tokens.norms
    for at in range(number.last, min(number.last + _NOUN_WINDOW + 1, len(norms))):
        phrase = lexicon.after.after(norms, at)
        if phrase is not None:
            end, kind = phrase
            following = end < len(norms) and norms[end] == lexicon.comparative_of
            if (following and norms[end - 1] in lexicon.comparatives) or (
                at > number.last and starts.get(end) is False
            ):
                return number
            if at == number.last:
                return _applied(replace(number, last=end), [kind])
            return _applied(replace(number, after=(at, end)), [kind])
        if tokens.kinds[at] != WORD or at in starts or norms[at].startswith(lexicon.and_letter):
            return number
    return number


def _mark(tokens: Tokens, lexicon: NumeralLexicon, number: Number) -> Number:
    """Marks shares («20 في المئة», «15%») and definite digits that count order («اليوم الـ15»)."""
    norms = tokens.norms
    behind = norms[number.last] if number.last < len(norms) else ""
    if behind in lexicon.percent_signs or behind in lexicon.percent_glued:
        return replace(number, percent=True)
    if (
        behind == lexicon.percent_word
        and number.last + 1 < len(norms)
        and norms[number.last + 1] in lexicon.percent_hundred
    ):
        return replace(number, percent=True)
    if number.digits and number.definite and number.first and norms[number.first - 1] in lexicon.ordinal_heads:
        return replace(number, ordinal=True)
    return number
