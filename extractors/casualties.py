"""The coder: one article in, its casualty events out (codebook.md is the specification)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from extractors.attribution import WEAK, later_author, named_jointly, settle_actor
from extractors.clauses import find_units
from extractors.dating import is_find
from extractors.draft import Draft
from extractors.drafts import Drafter
from extractors.hits import may_tell_outcomes
from extractors.lexicon import load_lexicon
from extractors.merging import merge_drafts
from extractors.outcomes import Toll, TollReader
from extractors.reading import Reading, Sentence
from extractors.records import OUTCOMES, Alternative, Article, CasualtyEvent, Span, TextField, Victims
from extractors.tokens import tokenize
from extractors.wordlists import read_lexicon

VERSION = "1"
LATER_SENTENCES = 3
_DEFAULTS = read_lexicon("defaults")


@dataclass(frozen=True, slots=True)
class Layer:
    """What one title or text gave: its tolls, void ones included, and the drafts made of those that stand."""

    reading: Reading
    tolls: list[Toll]
    drafts: list[Draft]


@dataclass(frozen=True, slots=True)
class Coding:
    """All that led to an article's events: each one's merged draft beside it, and the layers they came from."""

    events: list[CasualtyEvent]
    merged: list[Draft]
    layers: list[Layer]


def extract(article: Article) -> list[CasualtyEvent]:
    """The article's casualty events, in the order of its text; an article without any gives an empty list.

    Pure: the same article and versions give the same events. Raises nothing on any text.
    """
    if not may_tell_outcomes(article.text) and not may_tell_outcomes(article.title or ""):
        return []
    return code(article).events


def code(article: Article) -> Coding:
    """The article's events and how they came about."""
    title = _read(article, "title", article.title or "")
    text = _read(article, "text", article.text)
    headline = _draft(title, article, None) if title else None
    body = _draft(text, article, title) if text else None
    merged = merge_drafts(headline.drafts if headline else [], body.drafts if body else [])
    layers = [layer for layer in (headline, body) if layer is not None]
    _carry_on(merged, article)
    home = _home(article, [layer.reading for layer in layers]) if merged else ""
    return Coding([_finish(event, article, home) for event in merged], merged, layers)


@cache
def coder_version() -> str:
    """Versions of coder and lexicon, written into every event."""
    return f"coder {VERSION}, lexicon {load_lexicon().version}"


def _read(article: Article, name: TextField, text: str) -> Reading | None:
    return Reading(tokenize(text), name, article.published) if text.strip() else None


def _draft(reading: Reading, article: Article, title: Reading | None) -> Layer:
    if not reading.has_casualties():
        return Layer(reading, [], [])
    tolls = TollReader(reading).read()
    drafter = Drafter(reading, article, title)
    return Layer(reading, tolls, [drafter.draft(unit) for unit in find_units(reading, tolls)])


def _carry_on(events: list[Draft], article: Article) -> None:
    """Dates, places, weapons and actors that an event takes from what was told before it."""
    before: Draft | None = None
    frame = _closing_frame(events)
    for event in events:
        if not event.dated:
            source = frame if frame is not None and not is_find(event) else None
            event.date = source.date if source else article.published
            event.date_precision = source.date_precision if source else "publication"
        elif frame is None and event.date is not None and event.scope != "cumulative" and event.time is not None:
            frame = event
        if before is not None:
            _carry_means(before, event)
        before = event
    for reading in {id(e.reading): e.reading for e in events}.values():
        _name_later(reading, [e for e in events if e.reading is reading])


def _carry_means(before: Draft, event: Draft) -> None:
    """Weapon and author of the event before, where the text says «مماثل» or goes on in the sentence."""
    if event.same_weapon:
        if event.weapon is None or event.weapon.rank > WEAK:
            event.weapon = before.weapon
        event.actors = event.actors or before.actors
    together = before.unit.sentence == event.unit.sentence and before.weapon and event.weapon
    if together and not event.actors and before.weapon.code == event.weapon.code and event.weapon.rank < 2:  # type: ignore[union-attr]
        event.actors = before.actors


def _name_later(reading: Reading, events: list[Draft]) -> None:
    """Authors named behind the toll: «وأضاف أن القصف مصدره …», «وتبنى التنظيم الهجوم», «واتهمت … الوحدات بالوقوف وراء»."""
    told = {e.unit.sentence for e in events} | {m.unit.sentence for e in events for m in e.mentions}
    for index, sentence in enumerate(reading.sentences):
        before = [e for e in events if e.unit.sentence <= index]
        if not before or (index in told and not _claims(reading, sentence)):
            continue
        event = before[-1]
        named = later_author(reading, sentence.first, sentence.last)
        near = index - event.unit.sentence <= LATER_SENTENCES
        if named is not None and near and not event.actors and event.scope == "incident":
            event.actors = [named]


def _claims(reading: Reading, sentence: Sentence) -> bool:
    return reading.has(sentence.first, sentence.last, "claims", "accuses")


def _closing_frame(events: list[Draft]) -> Draft | None:
    """The day's sum that closes a round-up dates its parts, where none has a day of its own."""
    dated = [e for e in events if e.dated and e.date is not None]
    return dated[0] if len(dated) == 1 and dated[0].summed else None


def _home(article: Article, readings: list[Reading]) -> str:
    """The country of an event whose own words name none: that of most places in the article, else the outlet's focus."""
    told: Counter[str] = Counter()
    for reading in readings:
        for place in reading.places:
            countries = {c.country for c in place.candidates}
            if len(countries) == 1 and place.kind in ("country", "governorate", "place", "region") and not place.role:
                told.update(countries)
    if told:
        return told.most_common(1)[0][0]
    return article.country or _DEFAULTS["country"]


def _finish(event: Draft, article: Article, home: str) -> CasualtyEvent:
    resolution = event.resolution
    country = resolution.country or home
    weapon = _weapon(event)
    actors = _actors(event, country, weapon, article.published)
    return CasualtyEvent(
        counts={o: event.counts[o] for o in OUTCOMES if o in event.counts},
        scope=event.scope,  # type: ignore[arg-type]
        date=event.date,
        date_precision=event.date_precision,  # type: ignore[arg-type]
        date_basis="stated" if event.dated else "assumed",
        place=_spelled(resolution.place),
        places=tuple(filter(None, map(_spelled, resolution.places))),
        governorate=resolution.governorate,
        country=country,
        place_precision=resolution.precision,
        victims=tuple(_victims(event)),
        actor=actors,
        actor_basis="stated" if event.actors else "assumed",
        weapon=weapon,
        circumstance=_circumstance(event),  # type: ignore[arg-type]
        claimant=event.claimant.name if event.claimant else None,
        alternatives=tuple(
            Alternative(dict(counts), claimant.name if claimant else None)  # type: ignore[arg-type]
            for counts, claimant in event.alternatives
        ),
        spans=tuple(_spans(event)),
        rule="; ".join(dict.fromkeys(t.rule for o in event.tolls for t in event.tolls[o])),
        version=coder_version(),
    )


def _spelled(place: str | None) -> str | None:
    """A place's name as a reader would write it: a hashtag's underscores are spaces."""
    return place and place.replace("_", " ").strip(" #")


def _weapon(event: Draft) -> str:
    code = event.weapon.code if event.weapon else "unknown"
    if event.scope == "cumulative" and event.weapon is not None and event.weapon.rank > 1:
        code = "unknown"
    if code == "other" and event.weapon is not None and event.weapon.rank >= WEAK and "killed" in event.counts:
        code = "unknown"
    for named in event.actors[:1]:
        code = _DEFAULTS["weapon_of_actor"].get(named.code, {}).get(code, code)
    if code == "unknown" and set(event.counts) == {"detained"}:
        return "other"
    return code


def _actors(event: Draft, country: str, weapon: str, day: dt.date | None) -> tuple[str, ...]:
    codes = [settle_actor(event.reading, named, country, event.date or day) for named in named_jointly(event.reading, event.actors)]
    if not codes or codes == ["unknown"]:
        return (_default_actor(event, country, weapon, day),)
    return tuple(dict.fromkeys(codes))


def _default_actor(event: Draft, country: str, weapon: str, day: dt.date | None) -> str:
    """Who is the author though unnamed: of barrel bombs, and of deaths in the old government's prisons."""
    if country != _DEFAULTS["country"]:
        return "unknown"
    prison = any(c.kind == "prison" for place in event.resolution.used for c in place.candidates)
    held = event.listed or (prison and any(group == "detainee" for group, _ in event.groups.get("killed", ())))
    if held and "killed" in event.counts and (day is None or day < _DEFAULTS["prisons_until"]):
        return str(_DEFAULTS["actor_of_prisons"])
    return str(_DEFAULTS["actor_of_weapon"].get(weapon, "unknown"))


def _victims(event: Draft) -> Iterable[Victims]:
    for outcome in OUTCOMES:
        for group, count in event.groups.get(outcome, ()):
            yield Victims(group, outcome, count)


def _circumstance(event: Draft) -> str:
    found = [t.circumstance for tolls in event.tolls.values() for t in tolls if t.circumstance]
    return found[0] if found else "struck"


def _spans(event: Draft) -> Iterable[Span]:
    seen: set[tuple[str, int, int, str]] = set()
    for draft in (event, *event.mentions):
        for span in _own_spans(draft):
            key = (span.field, span.start, span.end, span.role)
            if key not in seen:
                seen.add(key)
                yield span


def _own_spans(draft: Draft) -> Iterable[Span]:
    reading = draft.reading
    starts, ends = reading.tokens.starts, reading.tokens.ends

    def span(first: int, last: int, role: str) -> Span:
        return Span(reading.field, starts[first], ends[last - 1], role)

    for outcome, tolls in draft.tolls.items():
        for toll in tolls:
            if toll.sentence == draft.unit.sentence:
                yield span(toll.first, toll.last, outcome)
    for place in draft.resolution.used:
        if place.last > place.first and place.last <= len(starts):
            yield span(place.first, place.last, "place")
    if draft.time is not None:
        yield span(draft.time.first, draft.time.last, "date")
    if draft.weapon is not None:
        yield span(draft.weapon.first, draft.weapon.last, "weapon")
    for named in draft.actors[:1]:
        yield span(named.first, named.last, "actor")
    if draft.told_by is not None:
        yield span(draft.told_by.first, draft.told_by.last, "claimant")
