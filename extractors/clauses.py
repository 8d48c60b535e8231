"""Units: the stretch of a sentence that tells of one toll, and which tolls tell of one event.

A toll owns the words from the start of its clause to the start of the next toll's. Tolls of one sentence belong
together while their outcomes differ and no second place, day or weapon sets them apart (codebook, «Counting»).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from extractors.joining import MOURNED
from extractors.outcomes import Toll
from extractors.parts import RULE as PART
from extractors.places import PlaceMention
from extractors.reading import COMMAS, Reading
from extractors.times import Time
from extractors.tokens import WORD
from extractors.wordlists import read_lexicon

_AND = read_lexicon("endings")["clitic"]["conjunction"][0]  # «ف» goes on with what was told, «و» may begin anew
_PLUS_WORDS = 3
_DURING_REACH = 3  # tokens from «خلال محاولة» to the void toll
_COLON = ":"  # «…: في صور 16 شهيداً» begins the parts
_REASON_REACH = 3  # tokens from «على خلفية» to its toll
_DENIERS = ("negation", "irreal", "release")
_CAUSES = ("verb", "cause", "report_verb", "act", "weapon", "find", "irreal", "particle", "update")


@dataclass(slots=True)
class Unit:
    """Tolls of one event in one sentence; tokens first:last are the words that say where, when, how and by whom.

    It stands `apart` where a separator opens it, is `told` where a verb of telling does, `tight` where no comma parts
    it from the toll before, `plus` where «إلى جانب» adds it to that, `running` where it counts since a day
    in the past, `after` where «بعد» leads up to its toll, a `reason` where «على خلفية» does.
    """

    tolls: list[Toll]
    sentence: int
    first: int
    last: int
    places: list[PlaceMention] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    apart: bool = False
    told: bool = False
    tight: bool = False
    plus: bool = False
    running: bool = False
    after: bool = False
    reason: bool = False

    @property
    def outcomes(self) -> set[str]:
        """The outcomes that its tolls state."""
        return {toll.outcome for toll in self.tolls}


def find_units(reading: Reading, tolls: list[Toll]) -> list[Unit]:
    """The units of one text, in its order; void tolls open no unit but keep their words to themselves."""
    units: list[Unit] = []
    by_sentence: dict[int, list[Toll]] = {}
    for toll in tolls:
        if not (toll.void and _is_during(reading, toll)):
            by_sentence.setdefault(toll.sentence, []).append(toll)
    for index, found in by_sentence.items():
        sentence_units = _cut(reading, index, found)
        units += _join([u for u in sentence_units if not u.tolls[0].void])
    return units


def _is_during(reading: Reading, toll: Toll) -> bool:
    """«قُتلا برصاص قوات النظام خلال محاولة اعتقال شخص في بصرى الشام»: what was tried says where they were hit."""
    return reading.has(max(0, toll.first - _DURING_REACH), toll.first, "meanwhile")


def _cut(reading: Reading, index: int, tolls: list[Toll]) -> list[Unit]:
    sentence = reading.sentences[index]
    starts: list[int] = []
    floor = sentence.first
    for toll in tolls:
        starts.append(_left_bound(reading, toll, floor))
        floor = max(toll.last, toll.people.last)
    units = []
    for toll, start, end in zip(tolls, starts, [*starts[1:], sentence.last], strict=True):
        last = _right_bound(reading, toll, end)
        unit = Unit([toll], index, start, last)
        unit.places = reading.places_in(start, last)
        unit.times = reading.times_in(start, last)
        unit.apart = reading.hit(start, "separator") is not None
        unit.told = _opens_telling(reading, start, toll)
        parted = reading.is_mark(start - 1, COMMAS) or _COLON in reading.norms[start - 1 : start + 1]
        unit.tight = start > sentence.first and not parted
        near = reading.hits_in(max(start, toll.first - _PLUS_WORDS), toll.first, "plus")
        unit.plus = any(hit.last == toll.first for hit in near)
        unit.after = reading.has(max(start, toll.first - 2), toll.first, "after")
        unit.reason = reading.has(max(start, toll.first - _REASON_REACH), toll.first, "reason")
        unit.running = any(_is_running(reading, t) and not is_aside(reading, toll, unit, t) for t in unit.times)
        units.append(unit)
    return units


def _left_bound(reading: Reading, toll: Toll, floor: int) -> int:
    """The first token of the clause that tells a toll, not before `floor`."""
    if toll.gapped or toll.rule == MOURNED or _has_conj(reading, toll):
        return toll.first
    if toll.void:
        # «قُتل مدني بغارة على سرمين دون تسجيل إصابات»: where they were hit stands with those who were.
        return max(reading.starts_in(floor, toll.first, *_DENIERS), default=floor)
    return _clause_start(reading, toll, floor)


def _clause_start(reading: Reading, toll: Toll, floor: int) -> int:
    """The first token behind what ends another clause before a toll, not before `floor`."""
    at = toll.first
    while at > floor:
        at -= 1
        if at in reading.commas:
            if _goes_on(reading, at + 1) or (at + 1 == toll.first and _leads_in(reading, toll, floor, at)):
                continue
            return at + 1
        if at in reading.time_at:
            if reading.norms[at].startswith(_AND) and reading.times[reading.time_at[at]].first == at:
                return at
            continue
        if at in reading.place_at:
            continue
        if reading.hit(at, "separator", "superseded", "reason") and not (reading.hit(at, "adverb") and at > floor):
            return at
        if _begins_anew(reading, at):
            return at
    return floor


def _begins_anew(reading: Reading, at: int) -> bool:
    """Whether «و» with a cause or a verb begins a clause; «والي» the governor is written like «وإلى»."""
    if at not in reading.hits or not reading.norms[at].startswith(_AND):
        return False
    anew = any(hit.conj == _AND and hit.entry.cls in _CAUSES for hit in reading.hits[at])
    return anew and not any(h.entry.cls == "report_head" and not h.conj for h in reading.hits[at])


def _leads_in(reading: Reading, toll: Toll, floor: int, comma: int) -> bool:
    """Whether the words before a comma lead up to what stands behind it, rather than go on with the toll before them.

    They do at the start of a sentence, and where they open with «و» («…، وفي حلب، قُتل …»).
    """
    if floor == reading.sentences[toll.sentence].first:
        return True
    start = comma
    while start > floor and not reading.is_mark(start - 1, COMMAS):
        start -= 1
    return start > floor and reading.norms[start].startswith(_AND)


def _has_conj(reading: Reading, toll: Toll) -> bool:
    cue = toll.cue
    return cue is not None and cue.first == toll.first and cue.conj == _AND


def _goes_on(reading: Reading, at: int) -> bool:
    """Whether the words behind a comma still belong to the clause before it."""
    was = reading.hit(at, "was")
    said = was is not None and (was.entry.tag != "near" or reading.hit(was.last, "report_verb") is not None)
    if said or reading.hit(at, "superseded"):
        return False  # «…، بعد أن كانت الحصيلة الأولية تشير إلى سبعة» leaves the place to the toll before it
    listed = reading.place_at.get(at)
    if listed is not None and reading.places[listed].conj and reading.places[listed].start == at:
        return True  # «على بلدات المعيصرة، وجون، وراس اسطا، أدت إلى»
    return (
        at in reading.time_at
        or reading.hit(at, "relative", "report_according", "subset", "share", "breakdown") is not None
        or any(hit.entry.cls == "cause" and not hit.conj for hit in reading.hits.get(at, ()))
    )


def _right_bound(reading: Reading, toll: Toll, end: int) -> int:
    separators = {hit.first for hit in reading.hits_in(toll.last, end, "separator")}
    for at in range(toll.last, end):
        if at in separators and not reading.hit(at, "adverb"):
            return at
        if at - 1 not in reading.commas:
            continue
        again = reading.hit(at, "report_again")
        if again is not None or (_opens_clause(reading, at) and _tells_place(reading, toll, at)):
            return at
    return end


def _opens_clause(reading: Reading, at: int) -> bool:
    """Whether a word behind a comma opens another clause: «و» with a verb that the lexicon does not know."""
    return (
        reading.kinds[at] == WORD
        and reading.norms[at].startswith(_AND)
        and len(reading.norms[at]) > 3
        and (at not in reading.hits or reading.hit(at, "spread") is not None)
        and not any(at in covered for covered in (reading.place_at, reading.time_at, reading.number_at))
    )


def _tells_place(reading: Reading, toll: Toll, at: int) -> bool:
    sentence = reading.sentences[toll.sentence]
    return any(not p.role for p in reading.places_in(sentence.first, at))


def _opens_telling(reading: Reading, start: int, toll: Toll) -> bool:
    """Whether a unit opens with a verb of telling of its own («وقال ناشطون إن …»)."""
    telling = reading.hit(start, "report_verb")
    moves = telling is not None and telling.last == toll.first  # «ونُقل عشرون مصاباً إلى المستشفيات»
    return telling is not None and bool(telling.conj) and start < toll.first and not moves


def is_aside(reading: Reading, toll: Toll, unit: Unit, time: Time) -> bool:
    """«قُتل عشرة اليوم في إدلب التي تتعرض لقصف منذ ثلاثة أشهر»: a time of the place, beside the day of the toll."""
    dated = any(other.date for other in unit.times if other.first < time.first)
    which = reading.hits_in(toll.last, time.first, "told_of")
    return bool(which) and (dated or _speaks_of_place(reading, which[0].first))


def _speaks_of_place(reading: Reading, at: int) -> bool:
    """«في محافظة درعا، التي تشهد …»: whether a place stands right before «التي»."""
    at -= 1
    return (at - 1 if at in reading.commas else at) in reading.place_at


def _is_running(reading: Reading, time: Time) -> bool:
    lasting = reading.has(max(0, time.first - 3), time.first, "lasting")
    return time.kind in ("since", "period", "season") and time.date is None and not lasting


def _join(units: list[Unit]) -> list[Unit]:
    """Joins first what no comma parts and one place holds, then what else belongs together."""
    return _join_by(_join_by(units, _hold_one_place), _belong)


def _join_by(units: list[Unit], test: Callable[[Unit, Unit], bool]) -> list[Unit]:
    joined: list[Unit] = []
    for unit in units:
        whole = _whole_of(joined, unit)
        if whole is not None:
            whole.tolls += unit.tolls
        elif joined and _tells_of_some(joined[-1], unit):
            joined[-1].places += unit.places
            joined[-1].times += unit.times
            joined[-1].last = max(joined[-1].last, unit.last)
        elif joined and _adds(joined[-1], unit):
            _add_up(joined[-1], unit)
        elif joined and test(joined[-1], unit):
            before = joined[-1]
            before.tolls += unit.tolls
            before.places += unit.places
            before.times += unit.times
            before.last = max(before.last, unit.last)
        else:
            joined.append(unit)
    return joined


def _whole_of(units: list[Unit], unit: Unit) -> Unit | None:
    """«قُتل تسعة، 4 في سرمين و5 في بنش، وأصيب 20»: what names no place behind the parts goes with their sum."""
    if not units or units[-1].tolls[0].rule != PART or unit.tolls[0].rule == PART or own_places(unit):
        return None
    whole = next((u for u in reversed(units) if u.tolls[0].rule != PART), None)
    parted = whole is not None and any(toll.whole for toll in whole.tolls)
    return whole if parted and whole is not None and not whole.outcomes & unit.outcomes else None


def _hold_one_place(one: Unit, other: Unit) -> bool:
    return other.tight and not fine_places(one) and bool(fine_places(other)) and _belong(one, other)


def _tells_of_some(one: Unit, other: Unit) -> bool:
    """«أصيب خمسون، عشرة منهم بجروح خطيرة، في مخيم جنين»: where all were hit."""
    toll, some = one.tolls[-1], other.tolls[0]
    state = some.people.of_them and some.cue is not None and some.cue.entry.cls == "phrase" and len(other.tolls) == 1
    return state and toll.outcome == some.outcome and toll.count.low > some.count.low and not fine_places(one)


def _adds(one: Unit, other: Unit) -> bool:
    """«لاستشهاد 3 مواطنين ومقتل عنصرين»: a second toll of the same outcome in one breath adds to the first."""
    first, second = one.tolls[-1], other.tolls[0]
    if first.outcome != second.outcome or second.gapped or first.cue is None or second.cue is None:
        return False
    parted = bool(fine_places(one)) or (bool(own_places(one)) and bool(own_places(other)))
    if other.plus and not parted and (second.people.numbered or second.people.number == "singular"):
        return True  # «أصيب اثنان بالرصاص، إلى جانب 14 حالة اختناق», «بالإضافة إلى مقتل طفل آخر»
    beside = other.tight and second.first - max(first.last, first.people.last) <= 1
    named = first.people.noun == second.people.noun == "known" and first.people.groups != second.people.groups
    return beside and named and second.cue.conj == _AND and not own_places(one)[1:] and second.rule.startswith("act")


def _add_up(one: Unit, other: Unit) -> None:
    toll, more = one.tolls[-1], other.tolls[0]
    toll.parts += [more.people, *more.parts]
    toll.groups += more.groups
    toll.last = max(toll.last, more.last)
    one.places += other.places
    one.times += other.times
    one.last = max(one.last, other.last)


def _belong(one: Unit, other: Unit) -> bool:
    if one.outcomes & other.outcomes or other.tolls[0].gapped:
        return False
    if "casualties" in one.outcomes ^ other.outcomes and (not other.tight or other.tolls[0].definite):
        return False  # a sum of killed and injured goes beside no count of either
    if other.apart and ((other.running and other.tolls[0].definite) or one.after):
        return False  # «إلى 11، بعد وفاة مصابين، فيما فُقد ثلاثة»: the missing go with the toll, not with its reason
    if other.reason:
        return False
    if other.apart and other.outcomes == {"detained"}:
        return False  # «…، فيما اعتقلت القوات ثمانية في حملة أعقبت الهجوم»: who took them is told of the whole article
    if other.apart and all(t.people.count.quantifier == "vague" and not t.people.numbered for t in other.tolls):
        return not own_places(other)
    here, there = fine_places(one), fine_places(other)
    if here and there and not _is_one_place(here, there, other):
        return False
    if one.running != other.running and (there or other.apart):
        return False
    days = {t.date for t in one.times if t.date}, {t.date for t in other.times if t.date}
    if all(days) and not (days[0] & days[1]):
        return False
    return not ((other.apart or other.told) and there and not here) or _shares_tail(one, other)


def _is_one_place(here: list[PlaceMention], there: list[PlaceMention], other: Unit) -> bool:
    """By a name that both have; or «في منطقة الجورة استشهد مجند، وأصيب آخران، بعبوة جنوب الشيخ زويد»: where that is."""
    directed = other.tolls[0].people.other and all(p.of_direction or p.near for p in there)
    return directed or bool({p.norm for p in here} & {p.norm for p in there})


def _shares_tail(one: Unit, other: Unit) -> bool:
    """«قُتل سبعة، فيما أُصيب عشرة آخرون، إثر غارة على أريحا»: the strike told of the others is that of the first too.

    So too at the head of a text, where nothing before says where.
    """
    shared = other.tolls[0].people.other or one.sentence == 0
    return shared and other.apart and not other.told and not own_places(one)


def own_places(unit: Unit) -> list[PlaceMention]:
    """The mentions in a unit that can be the place where people were hit."""
    return [p for p in unit.places if not p.role and p.kind not in ("country", "anaphor")]


def fine_places(unit: Unit) -> list[PlaceMention]:
    """Of those, the ones finer than a governorate or a part of one."""
    return [p for p in own_places(unit) if p.kind in ("place", "district")]
