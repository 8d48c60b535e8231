"""What an event takes from the rest of its article: the day of the frame, means told as alike, authors named later."""

from __future__ import annotations

from extractors.attribution import WEAK, later_author
from extractors.dating import is_find
from extractors.draft import Draft
from extractors.parts import RULE as PART
from extractors.reading import Reading, Sentence
from extractors.records import Article
from extractors.retelling import names_of
from extractors.wordlists import read_lexicon

_AND_ON = read_lexicon("endings")["grammar"]["and_on"]
LATER_SENTENCES = 3
_DAYS = ("day", "night")  # times that can be the frame of those told after them
_BLAST = "ied"  # what «انفجار» alone is taken for
_GENERAL = 2  # weapon ranks from here on are too general to carry an author with them


def carry_on(events: list[Draft], article: Article) -> None:
    """Dates, places, weapons and actors that an event takes from what was told before it."""
    before: Draft | None = None
    closing = _closing_frame(events)
    opening = _opening_frame(events)
    for event in events:
        if opening is not None and event.dated and event.date not in (None, opening.date):
            opening = None  # the text has gone on to other days
        if not event.dated:
            source = closing or (opening if not is_find(event) else None)
            event.date = source.date if source else article.published
            undated = "publication" if article.published else "none"
            event.date_precision = source.date_precision if source else undated
        if before is not None:
            _carry_means(before, event)
        before = event
    _share_out(events)
    _share_wave(events)
    for reading in {id(e.reading): e.reading for e in events}.values():
        _name_later(reading, [e for e in events if e.reading is reading])


def _share_out(events: list[Draft]) -> None:
    """What is told of a sum holds for its parts; who tells the last of them tells all (codebook, «Claimant»)."""
    whole: Draft | None = None
    for event in events:
        if event.unit.tolls[0].rule != PART:
            whole = event if any(toll.whole for toll in event.unit.tolls) else None
        elif whole is not None and event.reading is whole.reading:
            if event.weapon is None or event.weapon.rank > WEAK:
                event.weapon = whole.weapon
            event.actors = event.actors or whole.actors
            whole.claimant = whole.claimant or event.claimant
    for event in events:
        if event.unit.tolls[0].rule != PART:
            whole = event
        elif whole is not None and event.claimant is None and event.unit.sentence == whole.unit.sentence:
            event.claimant = whole.claimant


def _share_wave(events: list[Draft]) -> None:
    """«موجة تفجيرات بسيارات مفخخة في بغداد والكوت … وفي الكوت سبعة قتلى جراء انفجارين»: the lead knows by what."""
    lead = events[0] if events and events[0].scope == "aggregate" else None
    if lead is None or lead.weapon is None or lead.weapon.rank >= _GENERAL or not lead.resolution.places:
        return
    towns = names_of(lead)
    for event in events[1:]:
        general = event.weapon is not None and event.weapon.rank == _GENERAL and event.weapon.code == _BLAST
        if general and event.reading is lead.reading and not towns.isdisjoint(names_of(event)):
            event.weapon = lead.weapon


def _carry_means(before: Draft, event: Draft) -> None:
    """Weapon and author of the event before, where the text says «مماثل» or goes on in the sentence."""
    if event.same_weapon:
        if event.weapon is None or event.weapon.rank > WEAK:
            event.weapon = before.weapon
        event.actors = event.actors or before.actors
    if _goes_on(before, event) or _is_led(before, event):
        event.weapon, event.actors = event.weapon or before.weapon, event.actors or before.actors
    if not event.actors and _did_both(before, event):
        event.actors = before.actors
    one, other = before.weapon, event.weapon
    if event.actors or one is None or other is None or before.unit.sentence != event.unit.sentence:
        return
    if one.code == other.code and other.rank < _GENERAL:
        event.actors = before.actors


def _goes_on(before: Draft, event: Draft) -> bool:
    """«الغارة على بلدة قانا …، وعلى بلدة زلايا …»: the same strikes, told on."""
    same = before.reading is event.reading and before.unit.sentence == event.unit.sentence
    return same and event.reading.norms[event.unit.first] == _AND_ON


def _is_led(before: Draft, event: Draft) -> bool:
    """«أسفر قصف جوي روسي عن مقتل تسعة في بليون وأربعة في البارة»: what stands before the cue hit them all."""
    same = before.reading is event.reading and before.unit.sentence == event.unit.sentence
    led = before.weapon is not None and before.weapon.first < before.unit.tolls[0].first
    return same and led and event.unit.tolls[0].gapped and not before.unit.tolls[0].void


def _did_both(before: Draft, event: Draft) -> bool:
    """«إن عناصر قسد اعتقلوا ستة من حطلة وعشرة من الحسينية»: who stands before the cue did all that it tells."""
    cue = before.unit.tolls[0].cue
    same = before.reading is event.reading and before.unit.sentence == event.unit.sentence
    return (
        same
        and cue is not None
        and event.unit.tolls[0].gapped
        and not before.unit.tolls[0].void
        and any(named.first < cue.first for named in before.actors)
    )


def _name_later(reading: Reading, events: list[Draft]) -> None:
    """Authors named behind the toll: «القصف مصدره …», «وتبنى التنظيم الهجوم», «واتهمت … الوحدات بالوقوف وراء»."""
    told = {e.unit.sentence for e in events} | {m.unit.sentence for e in events for m in e.mentions}
    told_in: dict[int, int] = {e.unit.sentence: at for at, e in enumerate(events)}
    latest = -1  # of the events told so far, the last
    for index, sentence in enumerate(reading.sentences):
        latest = max(latest, told_in.get(index, -1))
        if reading.has(0, sentence.first + 1, "related"):
            return  # headlines of other articles
        if latest < 0 or (index in told and not _claims(reading, sentence)):
            continue
        event = events[latest]
        named = later_author(reading, sentence.first, sentence.last)
        near = index - event.unit.sentence <= LATER_SENTENCES
        if named is not None and near and not event.actors and event.scope == "incident":
            event.actors = [named]


def _claims(reading: Reading, sentence: Sentence) -> bool:
    return reading.has(sentence.first, sentence.last, "claims", "accuses")


def _opening_frame(events: list[Draft]) -> Draft | None:
    """The day that the lead names dates what is told after it without a word of time (codebook, «Date»)."""
    lead = next(iter(events), None)
    if lead is None or lead.date is None or lead.time is None or lead.time.kind not in _DAYS:
        return None
    return lead


def _closing_frame(events: list[Draft]) -> Draft | None:
    """The day's sum that closes a round-up dates its parts, where none has a day of its own."""
    dated = [e for e in events if e.dated and e.date is not None]
    return dated[0] if len(dated) == 1 and dated[0].summed else None
