"""Whole numbers of a text before their quantifiers are read: names weeded out, ranges put together."""

from __future__ import annotations

from dataclasses import dataclass

from extractors import numeral_forms as nf
from extractors.numeral_cores import Core, Grammar
from extractors.numeral_forms import NumeralLexicon
from extractors.numeral_items import Item
from extractors.records import Quantifier
from extractors.tokens import Tokens

# Clauses are short: a verb of rising further off than this belongs to another number.
_RISE_WINDOW = 16


@dataclass(slots=True)
class Draft:
    """A number in the making; the fields are those of Number. `between`: it stands right after «بين»."""

    first: int
    last: int
    core_first: int
    core_last: int
    low: int
    high: int | None
    quantifier: Quantifier
    ordinal: bool
    conj: bool
    prep: str
    definite: bool
    gender: str | None
    digits: bool
    year_like: bool
    scale: int
    between: bool
    percent: bool = False
    after: tuple[int, int] | None = None


def read_drafts(tokens: Tokens, lexicon: NumeralLexicon, items: list[Item]) -> list[Draft]:
    """The numbers that the items make, ranges joined, in order."""
    grammar, norms = Grammar(tokens, items, lexicon), tokens.norms
    drafts: list[Draft] = []
    at = 0
    while at < len(items):
        item = items[at]
        between = bool(item.first) and norms[item.first - 1] in lexicon.between.lasts
        between = between and lexicon.between.before(norms, item.first) is not None
        inside = between or (bool(drafts) and drafts[-1].between and drafts[-1].last == item.first)
        core = grammar.read(at, inside)
        if core is None:
            at += 1
            continue
        if not _is_lookalike(tokens, lexicon, item, core, items[core.end - 1].last, single=core.end == at + 1):
            drafts.append(_bracketed(tokens, lexicon, _draft(tokens, item, items[core.end - 1].last, core, between)))
        at = core.end
    return _merge(tokens, lexicon, drafts) if len(drafts) > 1 else drafts


def _draft(tokens: Tokens, item: Item, last: int, core: Core, between: bool) -> Draft:
    form = item.form
    digits = form.kind in (nf.DIGITS, nf.DECIMAL)
    year = digits and core.scale == 1 and 1900 <= core.low <= 2100 and len(tokens.norms[item.core]) == 4
    quantifier: Quantifier = "vague" if core.vague else "exact" if core.low == core.high else "range"
    return Draft(
        item.first,
        last,
        item.core,
        last,
        core.low,
        core.high,
        quantifier,
        core.ordinal,
        form.conj != "",
        form.prep,
        form.definite,
        core.gender,
        digits,
        year,
        core.scale,
        between,
    )


def _bracketed(tokens: Tokens, lexicon: NumeralLexicon, draft: Draft) -> Draft:
    """Takes the brackets or quotes around a number into it, and a clitic before them («و(٣) أطفال»)."""
    norms = tokens.norms
    first, last = draft.first - 1, draft.last
    if first < 0 or last >= len(norms) or lexicon.brackets.get(norms[first]) != norms[last]:
        return draft
    draft.first, draft.last = first, last + 1
    clitic = lexicon.forms.get(norms[first - 1]) if first else None
    if clitic is not None and clitic.kind == nf.CLITIC:
        draft.first = first - 1
        draft.conj, draft.prep = clitic.conj != "", clitic.prep
        draft.definite = draft.definite or clitic.definite
    return draft


def _is_lookalike(tokens: Tokens, lexicon: NumeralLexicon, item: Item, core: Core, last: int, single: bool) -> bool:
    """Whether the words name a street, a weekday, a month or a heading instead of a number."""
    norms, form = tokens.norms, item.form
    if form.kind in (nf.DIGITS, nf.DECIMAL):
        return False
    before = norms[item.first - 1] if item.first else ""
    behind = norms[last] if last < len(norms) else ""
    if form.definite and (before in lexicon.names or behind in lexicon.names_after):
        return True
    if core.ordinal:
        return before in lexicon.months or (behind == lexicon.enumerator and not form.definite)
    monday = single and core.low == 2 and form.kind == nf.UNIT and before in lexicon.days
    return monday and behind not in lexicon.partitives


def _merge(tokens: Tokens, lexicon: NumeralLexicon, drafts: list[Draft]) -> list[Draft]:
    merged: list[Draft] = []
    at = 0
    while at < len(drafts):
        one = drafts[at]
        two = drafts[at + 1] if at + 1 < len(drafts) else None
        if (
            two is not None
            and two.first - one.last <= 1
            and _is_range(tokens, lexicon, one, two)
            and not _is_chain(tokens, lexicon, merged[-1:], one, two, drafts[at + 2 : at + 3])
        ):
            one.last, one.core_last, one.high = two.last, two.core_last, two.high
            one.quantifier, one.year_like, one.gender = "range", False, two.gender or one.gender
            at += 1
        merged.append(one)
        at += 1
    return merged


def _is_range(tokens: Tokens, lexicon: NumeralLexicon, one: Draft, two: Draft) -> bool:
    """Whether two numbers make a range («من 10 إلى 15», «بين خمسة وعشرة», «10-15»); scales the lower to the upper."""
    if (
        one.ordinal
        or two.ordinal
        or one.high is None
        or two.high is None
        or "vague" in (one.quantifier, two.quantifier)
    ):
        return False
    if not _is_connected(tokens, lexicon, one, two):
        return False
    low = one.low
    if one.scale == 1 and two.scale > 1 and low < two.high // two.scale:
        # «بين 10 و15 ألفا»: the thousand counts for both.
        low *= two.scale
    if low >= two.high or (one.year_like and two.year_like):
        return False
    one.low = low
    return True


def _is_connected(tokens: Tokens, lexicon: NumeralLexicon, one: Draft, two: Draft) -> bool:
    if two.first == one.last:
        return one.between and (two.conj != (two.prep in lexicon.connectors))
    if two.conj or two.prep:
        return False
    mark = tokens.norms[one.last]
    if mark in lexicon.dashes:
        return not two.definite
    rise = _is_rise(tokens, lexicon, one.first) or _is_year(tokens, lexicon, one)
    return mark in lexicon.connectors and not rise


def _is_year(tokens: Tokens, lexicon: NumeralLexicon, one: Draft) -> bool:
    """«منذ 7 أكتوبر 2023 إلى 69 ألفاً»: four digits that no «من» makes the lower end of a range."""
    return one.year_like and not one.between and lexicon.source.before(tokens.norms, one.first) is None


def _is_rise(tokens: Tokens, lexicon: NumeralLexicon, first: int) -> bool:
    window = tokens.norms[max(0, first - _RISE_WINDOW) : first]
    return not lexicon.rises.isdisjoint(window)


def _is_chain(
    tokens: Tokens, lexicon: NumeralLexicon, before: list[Draft], one: Draft, two: Draft, behind: list[Draft]
) -> bool:
    """Whether dashes string more than two numbers together, as in dates and telephone numbers."""
    norms, dashes = tokens.norms, lexicon.dashes
    if any(draft.last == one.first - 1 and norms[one.first - 1] in dashes for draft in before):
        return True
    return any(draft.first == two.last + 1 and norms[two.last] in dashes for draft in behind)
