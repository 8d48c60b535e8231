"""Whose people were counted, and whether a party counts them as its enemy's (codebook, «Sides and status»)."""

from __future__ import annotations

import datetime as dt

from extractors.attribution import Named, force_in, settle_actor
from extractors.draft import Draft
from extractors.outcomes import Toll
from extractors.people import People
from extractors.reading import Hit, Reading, Sentence
from extractors.records import OUTCOMES

_LOSS_REACH = 9  # tokens before the counted people in which the word of loss stands
_BEFORE = 3  # tokens before them in which «تكبد العدو» stands
_BEHIND = 4  # tokens behind the counted people in which «في صفوف العدو» stands
CAMPS = ({"government", "russia", "iran_militia"}, {"opposition", "turkey", "hts"}, {"sdf", "coalition"})
"""Sides that fight together: Russia's ministry tells of the government's dead as of an ally's."""

_HEAD = ("killed", "casualties", "injured", "missing", "detained")  # the outcome that says whose an event's people are


def serving(reading: Reading, people: People, sentence: Sentence) -> People:
    """The people with the side that their own noun («حوثيين») or pronoun («من مقاتليها») gives."""
    if people.side or not any(group == "combatant" for group, _ in people.groups):
        return people
    forces = [hit for at in range(people.first, people.last) if (hit := _force_at(reading, at)) is not None]
    if not forces and reading.has(people.first, people.last, "own_fighters"):
        before = range(people.first - 1, sentence.first - 1, -1)
        forces = [hit for at in before if (hit := _force_at(reading, at)) is not None and not _strikes(reading, hit)]
    return people._replace(side=forces[0].entry.tag) if forces else people


def mark_losers(reading: Reading, toll: Toll, sentence: Sentence) -> None:
    """«خسائر الحوثيين 34 قتيلاً», «قتلى الحوثيين 30»: the force right behind the word of loss is theirs."""
    people = toll.people
    if people.side or people.noun == "unknown" or any(group != "combatant" for group, _ in toll.groups):
        return
    first = max(sentence.first, people.first - _LOSS_REACH)
    for loss in reading.hits_in(first, people.first, "lost", "result"):
        force = _force_at(reading, loss.last) if loss.last < people.first else None
        if force is not None and not (force.prep or force.conj):
            toll.people = people._replace(side=force.entry.tag)
            toll.groups = toll.groups or [("combatant", toll.count)]


def _force_at(reading: Reading, at: int) -> Hit | None:
    hit = reading.hit(at, "actor")
    return hit if hit is not None and hit.entry.kind == "force" and hit.entry.tag != "unknown" else None


def _strikes(reading: Reading, force: Hit) -> bool:
    """«مقاتلات التحالف استهدفت …، في صفوفهم»: the fighters are of another than the one who struck."""
    behind = (reading.hit(at, "attack") for at in (force.last, force.last + 1))  # «مقاتلات التحالف العربي استهدفت»
    return any(hit is not None and not hit.article and reading.hit(hit.first, "act") is None for hit in behind)


def served_sides(event: Draft, country: str, day: dt.date | None) -> dict[str, str]:
    """By outcome the one party whose fighters were counted; none where several were, or the text names none."""
    told = {outcome: _sides_of(event, outcome, country, day) for outcome in OUTCOMES if outcome in event.tolls}
    if len(event.sides) > 1 and "killed" in told:
        told["killed"] |= event.sides  # the dead of the two sides of a clash were told one after the other
    return {outcome: next(iter(sides)) for outcome, sides in told.items() if len(sides) == 1}


def victim_side(event: Draft, sides: dict[str, str]) -> str | None:
    """The party that all the counted served: every one of them is a fighter, and of one side."""
    outcome = next((o for o in _HEAD if o in event.counts), "")
    fighters = next((count for group, count in event.groups.get(outcome, ()) if group == "combatant"), None)
    return sides.get(outcome) if fighters is not None and fighters.low >= event.counts[outcome].low else None


def is_enemy_loss(event: Draft, side: str | None, country: str, day: dt.date | None) -> bool | None:
    """True for «خسائر العدو» and a party's telling of its enemy's dead, False of its own or its allies'; else None."""
    if tells_of_enemy(event):
        return True
    teller = event.told_by or event.claimant
    force = force_in(event.reading, teller.first, teller.last) if teller is not None else None
    if force is None or side is None:
        return None
    teller_side = settle_actor(event.reading, force, country, day)
    return teller_side != side and not any({teller_side, side} <= camp for camp in CAMPS)


def tells_of_enemy(event: Draft) -> bool:
    """Whether those counted are the teller's enemy by the very words that count them."""
    return any(_names_enemy(event.reading, toll) for tolls in event.tolls.values() for toll in tolls)


def _sides_of(event: Draft, outcome: str, country: str, day: dt.date | None) -> set[str]:
    counted = [people for toll in event.tolls[outcome] for people in (toll.people, *toll.parts) if people.side]
    return {_settled(event.reading, people, country, day) for people in counted}


def _settled(reading: Reading, people: People, country: str, day: dt.date | None) -> str:
    """The code on that day of the force that a people phrase ends with («من عناصر قوات النظام»)."""
    for at in range(people.first, people.last):
        for hit in reading.hits.get(at, ()):
            if hit.entry.cls == "actor" and hit.entry.tag == people.side:
                return settle_actor(reading, Named(people.side, hit.first, hit.last), country, day)
    return people.side


def _names_enemy(reading: Reading, toll: Toll) -> bool:
    """Whether the counted people are the teller's enemy by the very words («إرهابيين», «من جنود العدو»)."""
    people = toll.people
    if any(group == "civilian" for group, _ in toll.groups):
        return False
    first = max(0, min(toll.first, people.first) - _BEFORE)
    return any(_says_enemy(hit, people) for hit in reading.hits_in(first, people.last + _BEHIND, "enemy"))


def _says_enemy(hit: Hit, people: People) -> bool:
    match hit.entry.tag:
        case "before":
            return hit.first < people.last
        case "behind":
            return hit.first >= people.first
    return people.first <= hit.first < people.last
