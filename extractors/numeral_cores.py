"""The grammar of number words and digits: from single items to the value of the whole number."""

from __future__ import annotations

from typing import NamedTuple

from extractors import numeral_forms as nf
from extractors.numeral_forms import NumeralLexicon
from extractors.numeral_items import Item
from extractors.tokens import WORD, Tokens

_TANWEEN = "\u064b"


class Core(NamedTuple):
    """The value of a whole number: people from low to high, and the first item behind it (end)."""

    low: int
    high: int | None
    end: int
    gender: str | None = None
    scale: int = 1
    ordinal: bool = False
    vague: bool = False


class Grammar:
    """Reads whole numbers from the items of one text; every method takes the index of an item."""

    def __init__(self, tokens: Tokens, items: list[Item], lexicon: NumeralLexicon) -> None:
        self.tokens = tokens
        self.items = items
        self.lexicon = lexicon

    def read(self, at: int, between: bool = False) -> Core | None:
        """The whole number that begins with an item; None if the item alone says none («أحد»).

        `between`: after «بين» the smaller number comes first, so «مئة وألف» are two numbers there, not 1,100.
        """
        form = self.items[at].form
        if form.kind in (nf.ORDINAL, nf.ORDINAL_PART):
            return self._ordinal(at)
        if form.kind in (nf.PLURAL, nf.SCALE_PLURAL, nf.SEVERAL):
            return self._vague(at)
        if form.kind == nf.ODD:
            return self._odd(at)
        return self._cardinal(at, between)

    def _plain(self, at: int, *kinds: str) -> bool:
        """Whether item `at` follows directly on the one before, without a clitic, and is of one of the kinds."""
        if at >= len(self.items) or self.items[at - 1].last != self.items[at].first:
            return False
        form = self.items[at].form
        return form.kind in kinds and not form.conj and not form.prep

    def _and(self, at: int, *kinds: str, definite: bool = False) -> bool:
        """The same for an item with «و»; it is definite only if the number began so."""
        if at >= len(self.items) or self.items[at - 1].last != self.items[at].first:
            return False
        form = self.items[at].form
        joined = form.conj == self.lexicon.and_letter and not form.prep and (definite or not form.definite)
        return joined and form.kind in kinds

    def _ordinal(self, at: int) -> Core | None:
        form = self.items[at].form
        if self._plain(at + 1, nf.TEN):
            return Core(form.value + 10, form.value + 10, at + 2, form.gender, ordinal=True)
        if form.definite and self._and(at + 1, nf.TENS, definite=True) and self.items[at + 1].form.definite:
            value = form.value + self.items[at + 1].form.value
            return Core(value, value, at + 2, form.gender, ordinal=True)
        if form.kind == nf.ORDINAL_PART:
            return None
        return Core(form.value, form.value, at + 1, form.gender, ordinal=True)

    def _vague(self, at: int) -> Core:
        low, end = self.items[at].form.value, at + 1
        # «عشرات الآلاف»: each word outranks the one before, so that no repetition multiplies without end.
        while (
            self._plain(end, nf.SCALE, nf.SCALE_PLURAL, nf.PLURAL)
            and self.items[end].form.value > self.items[end - 1].form.value
        ):
            low, end = low * self.items[end].form.value, end + 1
        return Core(low, None, end, vague=True)

    def _odd(self, at: int) -> Core | None:
        if not self._and(at + 1, nf.TENS, nf.HUNDRED, nf.HUNDREDS, nf.SCALE, nf.SCALE_DUAL):
            return None
        core = self._cardinal(at + 1, between=False)
        return core and Core(core.low + 1, core.low + 9, core.end)

    def _cardinal(self, at: int, between: bool) -> Core | None:
        definite = self.items[at].form.definite
        core = self._group(at, between)
        if core is None or core.vague:
            return core
        below = core.scale
        while below > 1 and self._and(core.end, *_GROUP_STARTS, definite=definite):
            tail = self._group(core.end, between)
            if tail is None or tail.vague or tail.scale >= below or tail.high is None or tail.high >= below:
                break
            core, below = _add(core, tail, tail.end), tail.scale
        return self._after(core, at, between)

    def _after(self, core: Core, at: int, between: bool) -> Core:
        """What may still follow: «ونصف», «وألف» after a smaller number, «ونيف»."""
        end = core.end
        if core.scale > 1 and self._and(end, nf.HALF):
            part = core.scale // self.items[end].form.value
            end += 2 if self._plain(end + 1, nf.SCALE) else 1
            return core._replace(low=core.low + part, high=None if core.high is None else core.high + part, end=end)
        if core.scale == 1 and not between and self._ends_in_thousand(at, end):
            thousand = 1000 if self.items[end].form.kind == nf.SCALE else 2000
            return _add(core, Core(thousand, thousand, end + 1), end + 1)
        if core.low >= 10 and self._and(end, nf.ODD):
            return Core(core.low + 1, core.low + 9, end + 1)
        return core

    def _ends_in_thousand(self, at: int, end: int) -> bool:
        """Whether «وألف» closes a number told from its units upwards («خمس وتسعين وتسعمئة وألف»)."""
        return (
            self.items[at].form.kind not in (nf.DIGITS, nf.DECIMAL)
            and self._and(end, nf.SCALE, nf.SCALE_DUAL)
            and self.items[end].form.value == 1000
            and not self._and(end + 1, *_GROUP_STARTS)
        )

    def _group(self, at: int, between: bool) -> Core | None:
        """A number below a thousand with its thousand, million, …, or one of these words alone."""
        form = self.items[at].form
        if form.kind == nf.HALF:
            if not self._plain(at + 1, nf.SCALE):
                return None
            value = self.items[at + 1].form.value // form.value
            return Core(value, value, at + 2, scale=value)
        if form.kind in (nf.SCALE, nf.SCALE_DUAL, nf.SCALE_ALIF):
            times = 2 if form.kind == nf.SCALE_DUAL or (form.kind == nf.SCALE_ALIF and self._is_dual(at)) else 1
            return Core(times * form.value, times * form.value, at + 1, scale=form.value)
        core = self._digits(at) if form.kind in (nf.DIGITS, nf.DECIMAL) else self._below_thousand(at, between)
        if core is None:
            return None
        if self._plain(core.end, nf.SCALE, nf.SCALE_ALIF, nf.SCALE_PLURAL):
            return self._times(core, self.items[at])
        return None if form.kind == nf.DECIMAL else core

    def _times(self, core: Core, item: Item) -> Core:
        scale = self.items[core.end].form.value
        parts = 1000 if item.pointed and scale > 1000 else item.parts
        high = None if core.high is None else core.high * scale // parts
        return Core(core.low * scale // parts, high, core.end + 1, scale=scale, vague=core.vague)

    def _is_dual(self, at: int) -> bool:
        """Whether a bare «ألفا» is the construct «two thousand (people)»: a counted noun follows."""
        item = self.items[at]
        if _TANWEEN in self.tokens.surface(item.first, item.last) or item.last >= len(self.tokens):
            return False
        norm = self.tokens.norms[item.last]
        starts = (self.lexicon.and_letter, self.lexicon.article)
        return (
            self.tokens.kinds[item.last] == WORD and norm not in self.lexicon.uncounted and not norm.startswith(starts)
        )

    def _digits(self, at: int) -> Core:
        value = self.items[at].form.value
        return Core(value, value, at + 1)

    def _below_thousand(self, at: int, between: bool) -> Core | None:
        form = self.items[at].form
        if form.kind in (nf.HUNDRED, nf.HUNDREDS):
            return self._with_tail(Core(form.value, form.value, at + 1), form.definite)
        if form.kind in (nf.UNIT, nf.FEW) and form.value >= 3 and self._plain(at + 1, nf.HUNDRED, nf.PLURAL):
            unit = self.items[at + 1].form.value
            if form.kind == nf.FEW:
                return Core(3 * unit, 9 * unit, at + 2, vague=True)
            return self._with_tail(Core(form.value * unit, form.value * unit, at + 2), form.definite)
        core = self._below_hundred(at)
        if core is None or between or not self._and(core.end, nf.HUNDRED, nf.HUNDREDS, definite=form.definite):
            return core
        if self._and(core.end + 1, *_TAIL_STARTS):
            return core
        hundreds = self.items[core.end].form.value
        return _add(core, Core(hundreds, hundreds, core.end + 1), core.end + 1)

    def _with_tail(self, core: Core, definite: bool) -> Core:
        if not self._and(core.end, *_TAIL_STARTS, definite=definite):
            return core
        if self._plain(core.end + 1, nf.HUNDRED, nf.PLURAL):
            return core
        tail = self._below_hundred(core.end)
        return core if tail is None else _add(core, tail, tail.end)

    def _below_hundred(self, at: int) -> Core | None:
        form = self.items[at].form
        low, high = (3, 9) if form.kind == nf.FEW else (form.value, form.value)
        if form.kind in (nf.TEN, nf.TENS, nf.TEEN):
            return Core(low, high, at + 1, form.gender if form.kind == nf.TEN else None)
        if form.kind not in (nf.UNIT, nf.PART, nf.FEW):
            return None
        if self._plain(at + 1, nf.TEN):
            return Core(low + 10, high + 10, at + 2, form.gender)
        if not (form.kind == nf.PART and form.value == 2) and self._and(at + 1, nf.TENS, definite=form.definite):
            tens = self.items[at + 1].form.value
            return Core(low + tens, high + tens, at + 2, form.gender)
        return None if form.kind == nf.PART else Core(low, high, at + 1, form.gender, vague=form.kind == nf.FEW)


_TAIL_STARTS = (nf.UNIT, nf.PART, nf.TEN, nf.TENS, nf.TEEN)
_GROUP_STARTS = (
    *_TAIL_STARTS,
    nf.HUNDRED,
    nf.HUNDREDS,
    nf.SCALE,
    nf.SCALE_DUAL,
    nf.SCALE_ALIF,
    nf.DIGITS,
    nf.DECIMAL,
)


def _add(core: Core, tail: Core, end: int) -> Core:
    high = None if core.high is None or tail.high is None else core.high + tail.high
    return Core(core.low + tail.low, high, end, tail.gender or core.gender, scale=core.scale)
