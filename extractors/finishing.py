"""From a merged draft to the record: codes settled, defaults taken, spans of every part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import cast

from extractors.attribution import WEAK, named_jointly, settle_actor
from extractors.districts import find_units
from extractors.draft import Draft
from extractors.gazetteer import LEARNT
from extractors.homes import main_country
from extractors.lexicon import load_lexicon
from extractors.places import active_gazetteer
from extractors.reading import Reading
from extractors.records import (
    OUTCOMES,
    Alternative,
    Article,
    Basis,
    CasualtyEvent,
    Circumstance,
    Span,
    TextField,
    Victims,
)
from extractors.sides import is_enemy_loss, served_sides, victim_side
from extractors.wordlists import read_lexicon

VERSION = "1"
NO_DAY = "no publication day: words of time that depend on it are not resolved"
LEARNT_PLACE = "the place is learnt: only other articles say that it lies in this governorate"
_IN_CUSTODY = frozenset({"execution", "torture"})
_STRUCK_ALONE = frozenset({"airstrike", "drone", "artillery", "missile", "unknown", "other"})
_NEWS = dt.timedelta(days=7)
_GRAVE_REACH = 5  # tokens of the name of a mass grave
_DEFAULTS = read_lexicon("defaults")


def coder_version() -> str:
    """Versions of coder, lexicon and gazetteer, written into every event."""
    return f"coder {VERSION}, lexicon {load_lexicon().version}, gazetteer {active_gazetteer().version}"


def finish_events(events: list[Draft], article: Article, readings: list[Reading]) -> list[CasualtyEvent]:
    """The records of an article's merged drafts."""
    homeless = any(not event.resolution.country for event in events)
    home = _find_home(article, readings) if homeless else ""
    headed = _headed(readings[0]) if article.title and events else frozenset()
    return [_finish_event(event, article, home, headed) for event in events]


def _headed(title: Reading) -> frozenset[str]:
    """The armed sides that a title names."""
    return frozenset(hit.entry.tag for hit in title.hits_in(0, len(title.norms), "actor"))


def _find_home(article: Article, readings: list[Reading]) -> str:
    """The country of an event whose own words name none: that of the article's places, else the outlet's focus."""
    return main_country(readings) or article.country or _DEFAULTS["country"]


def _notes(event: Draft, article: Article) -> Iterator[str]:
    if not article.published:
        yield NO_DAY
    if event.resolution.basis == LEARNT:
        yield LEARNT_PLACE


def _finish_event(event: Draft, article: Article, home: str, headed: frozenset[str]) -> CasualtyEvent:
    """The record of a merged draft; `home` is the country where its words name none, `headed` the title's sides."""
    resolution = event.resolution
    country = resolution.country or home
    weapon = _weapon(event)
    actors = _actors(event, country, weapon, article.published, headed)
    day = event.date or article.published
    sides = served_sides(event, country, day)
    side = victim_side(event, sides)
    district, subdistrict = find_units(resolution)
    return CasualtyEvent(
        counts={o: event.counts[o] for o in OUTCOMES if o in event.counts},
        scope=event.scope,  # type: ignore[arg-type]
        date=event.date,
        date_precision=event.date_precision,  # type: ignore[arg-type]
        date_basis=_date_basis(event),
        period_start=event.period[0] if event.period else None,
        period_end=event.period[1] if event.period else None,
        place=_spelled(resolution.place),
        places=tuple(filter(None, map(_spelled, resolution.places))),
        governorate=resolution.governorate,
        country=country,
        place_precision=resolution.precision,
        admin2=district,
        admin3=subdistrict,
        victims=tuple(_victims(event, sides)),
        actor=actors,
        actor_basis="stated" if event.actors else "assumed" if actors == ("unknown",) else "inferred",
        weapon=weapon,
        target=event.target,
        retold=_is_retold(event, article),
        circumstance=_circumstance(event),
        victim_side=side,
        is_enemy_loss=is_enemy_loss(event, side, country, day),
        is_correction=any(draft.corrects for draft in (event, *event.mentions)),
        claimant=event.claimant.name if event.claimant else None,
        alternatives=tuple(
            Alternative(dict(counts), claimant.name if claimant else None)  # type: ignore[arg-type]
            for counts, claimant in event.alternatives
        ),
        spans=tuple(_spans(event)),
        rule="; ".join(dict.fromkeys(t.rule for o in event.tolls for t in event.tolls[o])),
        version=coder_version(),
        notes=tuple(_notes(event, article)),
    )


def _spelled(place: str | None) -> str | None:
    """A place's name as a reader would write it: a hashtag's underscores are spaces."""
    plain = place and place.replace("_", " ").strip(" #")
    return plain and (plain if plain.count("«") == plain.count("»") else plain.replace("«", "").replace("»", ""))


def _weapon(event: Draft) -> str:
    code = event.weapon.code if event.weapon else "unknown"
    if event.scope == "cumulative" and event.weapon is not None and event.weapon.rank > 1:
        code = "unknown"
    if code == "other" and event.weapon is not None and event.weapon.rank >= WEAK and "killed" in event.counts:
        code = "unknown"
    for named in event.actors[:1]:
        code = _DEFAULTS["weapon_of_actor"].get(named.code, {}).get(code, code)
    if code in ("unknown", "torture") and set(event.counts) == {"detained"}:
        return "other"
    return code


def _actors(event: Draft, country: str, weapon: str, day: dt.date | None, headed: frozenset[str]) -> tuple[str, ...]:
    codes = [
        settle_actor(event.reading, named, country, event.date or day)
        for named in named_jointly(event.reading, event.actors)
    ]
    if not codes or codes == ["unknown"]:
        return (_default_actor(event, country, weapon, day, headed),)
    return tuple(dict.fromkeys(codes))


def _strikes_alone(event: Draft, sole: str, weapon: str, headed: frozenset[str]) -> bool:
    """Whether the one that alone strikes and arrests in a country is named before, and its victims no fighters."""
    named = sole in headed or any(hit.entry.tag == sole for hit in event.reading.hits_in(0, event.unit.last, "actor"))
    return named and weapon in _STRUCK_ALONE and not event.names_group("combatant")


def _default_actor(event: Draft, country: str, weapon: str, day: dt.date | None, headed: frozenset[str]) -> str:
    """Who is the author though unnamed: of barrel bombs, and of deaths in the old government's prisons."""
    sole = _DEFAULTS["sole_author"].get(country)
    if sole is not None:
        return sole if _strikes_alone(event, sole, weapon, headed) else "unknown"
    if country != _DEFAULTS["country"]:
        return "unknown"
    prison = any(c.kind == "prison" for place in event.resolution.used for c in place.candidates)
    held = event.listed or (prison and (weapon in _IN_CUSTODY or event.names_group("detainee")))
    if held and "killed" in event.counts and (day is None or day < _DEFAULTS["prisons_until"]):
        return str(_DEFAULTS["actor_of_prisons"])
    return str(_DEFAULTS["actor_of_weapon"].get(weapon, "unknown"))


def _date_basis(event: Draft) -> Basis:
    """Whether the text tells the day, or it was taken from the frame of the article, or from its publication."""
    if event.dated:
        return "stated"
    return "inferred" if event.date_precision in ("day", "night") else "assumed"


def _victims(event: Draft, sides: dict[str, str]) -> Iterable[Victims]:
    for outcome in OUTCOMES:
        for group, count in event.groups.get(outcome, ()):
            yield Victims(group, outcome, count, sides.get(outcome) if group == "combatant" else None)


def _circumstance(event: Draft) -> Circumstance:
    """How the dead came to be counted (codebook, «circumstance»)."""
    reading, unit = event.reading, event.unit
    if event.listed:
        return "custody"
    told = next((t.circumstance for tolls in event.tolls.values() for t in tolls if t.circumstance), "struck")
    if reading.has(unit.first, unit.last, "remains") or (told == "body_found" and _is_of_mass_grave(event)):
        return "remains"
    if told == "body_found" and reading.has(unit.first, unit.last, "rubble"):
        return "recovered"
    if told == "struck" and event.tolls.get("killed") and reading.has(unit.first, unit.last, "of_wounds"):
        return "died_of_wounds"
    return cast(Circumstance, told)


def _is_of_mass_grave(event: Draft) -> bool:
    """«العثور على مقبرة جماعية شرقي الرقة، تضم 600 جثة», «11 جثة من مقبرة "معسكر الطلائع" الجماعية»."""
    reading, sentence = event.reading, event.sentence
    if reading.has(sentence.first, sentence.last, "remains"):
        return True
    graves = reading.hits_in(sentence.first, sentence.last, "grave")
    return any(reading.has(hit.last, min(sentence.last, hit.last + _GRAVE_REACH), "collective") for hit in graves)


def _is_retold(event: Draft, article: Article) -> bool:
    """Whether the event is told as background: of an earlier week, or «وكانت … شهدت» without a day."""
    if event.scope == "cumulative" or article.published is None:
        return False
    if event.date is not None:
        return article.published - event.date > _NEWS
    return event.reading.has(event.sentence.first, event.unit.tolls[0].first, "old")


def _spans(event: Draft) -> list[Span]:
    told = (span for draft in (event, *event.mentions) for span in _own_spans(draft))
    return [Span(*span) for span in dict.fromkeys(told)]


def _own_spans(draft: Draft) -> Iterator[tuple[TextField, int, int, str]]:
    """Field, start, end and role of what a draft was read from; the same may come twice."""
    reading = draft.reading
    starts, ends = reading.tokens.starts, reading.tokens.ends
    tolls = [(t.first, t.last, outcome) for outcome, told in draft.tolls.items() for t in told]
    places = [(p.first, p.last, "place") for p in draft.resolution.used if p.first < p.last <= len(starts)]
    named = [("weapon", draft.weapon), ("actor", next(iter(draft.actors), None)), ("claimant", draft.told_by)]
    others = [("date", draft.time), *named]
    parts = [(part.first, part.last, role) for role, part in others if part is not None]
    for first, last, role in [*tolls, *places, *parts]:
        yield reading.field, starts[first], ends[last - 1], role
