"""Drafts: events in the making, one a unit, with every field that its own words give."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from extractors.attribution import WEAK, Authors, Claimant, Claimants, Named, find_weapon, is_armed_attack, settle_actor
from extractors.clauses import Unit, own_places
from extractors.lexicon import load_lexicon
from extractors.outcomes import Toll
from extractors.places import PlaceMention
from extractors.placing import PlaceContext, Resolution, resolve
from extractors.reading import Reading, Sentence
from extractors.records import Article, Count
from extractors.times import Time

LONGEST_WINDOW = 72  # hours; codebook, «Sums and windows»
RECENT = dt.timedelta(days=3)
OLDEST = dt.timedelta(days=366)  # codebook, «Old events»


@dataclass(slots=True)
class Draft:
    """One event of one unit before the article's repeats are merged; codebook fields, and where each was read."""

    unit: Unit
    reading: Reading
    sentence: Sentence
    counts: dict[str, Count]
    tolls: dict[str, list[Toll]]
    resolution: Resolution
    placed: bool
    date: dt.date | None = None
    date_precision: str = "none"
    dated: bool = False
    scope: str = "incident"
    weapon: Named | None = None
    actors: list[Named] = field(default_factory=list)
    claimant: Claimant | None = None
    told_by: Claimant | None = None
    groups: dict[str, list[tuple[str, Count]]] = field(default_factory=dict)
    time: Time | None = None
    update: bool = False
    anaphoric: bool = False
    same_weapon: bool = False
    void: str = ""
    mentions: list[Draft] = field(default_factory=list)
    alternatives: list[tuple[dict[str, Count], Claimant | None]] = field(default_factory=list)
    country: str | None = None
    listed: bool = False
    sides: set[str] = field(default_factory=set)


class Drafter:
    """Turns the units of one text into drafts."""

    def __init__(self, reading: Reading, article: Article, title: Reading | None) -> None:
        self.reading = reading
        self.article = article
        self.title = title
        self.authors = Authors(reading, article.published)
        self.claimants = Claimants(reading)
        self.general = load_lexicon().general
        self._antecedent: tuple[set[str], str] = (set(), "")

    def draft(self, unit: Unit) -> Draft:
        """The draft of one unit; called in the order of the text, since names and groups are carried on."""
        reading = self.reading
        sentence = reading.sentences[unit.sentence]
        told_by = self.claimants.find(unit)
        counts: dict[str, Count] = {}
        tolls: dict[str, list[Toll]] = {}
        groups: dict[str, list[tuple[str, Count]]] = {}
        for toll in unit.tolls:
            self._inherit(toll)
            tolls.setdefault(toll.outcome, []).append(toll)
            counts[toll.outcome] = toll.count
            groups[toll.outcome] = _add_groups(toll.groups)
        places = self._places(unit)
        resolution = resolve(places, self._context(sentence))
        draft = Draft(
            unit, reading, sentence, counts, tolls, resolution, bool([p for p in own_places(unit)]), told_by=told_by,
            claimant=told_by, groups=groups, sides={t.side for t in unit.tolls if t.side},
        )
        self._set_date(draft)
        self._set_scope(draft)
        self._set_means(draft)
        self._set_context(draft)
        return draft

    # --- groups -----------------------------------------------------------------------------------------------

    def _inherit(self, toll: Toll) -> None:
        """«آخرون», ordinals and bare numerals take over a general group of those before (codebook, «Decisions»)."""
        people = toll.people
        names = {group for group, _ in toll.groups}
        groups, number = self._antecedent
        vague = people.count.quantifier == "vague" and not people.other
        if people.other or (people.noun == "" and not vague and number in ("dual", "plural")):
            if not names & self.general:
                toll.groups += [(group, toll.count) for group in sorted(groups & self.general)]
        if people.noun == "known" and not people.other:
            self._antecedent = ({g for g, _ in people.groups}, people.number)

    # --- place ------------------------------------------------------------------------------------------------

    def _places(self, unit: Unit) -> list[PlaceMention]:
        taken = {at for toll in unit.tolls for at in range(toll.people.first, toll.people.last)}
        claimant = self.claimants.latest
        if claimant is not None:
            taken |= set(range(claimant.first, claimant.last))
        return [p for p in unit.places if p.first not in taken]

    def _context(self, sentence: Sentence) -> PlaceContext:
        places = self.reading.places
        paragraph = [s for s in self.reading.sentences if s.paragraph == sentence.paragraph]
        heading = sentence.heading or (0, 0)
        return PlaceContext(
            sentence=[p for p in places if sentence.first <= p.first < sentence.last],
            paragraph=[p for p in places if paragraph[0].first <= p.first < paragraph[-1].last],
            heading=[p for p in places if heading[0] <= p.first < heading[1]],
            article=places,
            title=self.title.places if self.title else (),
            country=self.article.country,
        )

    # --- date and scope ---------------------------------------------------------------------------------------

    def _set_date(self, draft: Draft) -> None:
        times = [t for t in draft.unit.times if t.kind in ("day", "night", "week", "month", "window", "vague", "year")]
        cue = draft.unit.tolls[0].first
        exact = [t for t in times if t.date is not None and t.kind in ("day", "night")]
        chosen = min(exact, key=lambda t: abs(t.first - cue), default=None) or next(iter(times), None)
        if chosen is None:
            return
        draft.time, draft.dated = chosen, True
        draft.date, draft.date_precision = chosen.date, chosen.precision
        if chosen.kind == "window" and draft.date is None:
            draft.date = self.article.published

    def _set_scope(self, draft: Draft) -> None:
        reading, unit = self.reading, draft.unit
        published = self.article.published
        first, last = self._near(draft)
        since = [t for t in reading.times if t.kind in ("since", "period", "season") and first <= t.first < last]
        running = any(reading.hit(at, "running") for at in range(first, last))
        for time in since:
            if time.start and published and published - time.start <= RECENT and time.kind == "since":
                running = False
                if not draft.dated:
                    draft.date, draft.dated, draft.date_precision = published, True, "day"
                break
            running = True
        months = [t for t in unit.times if t.kind in ("month", "year") and first <= t.first < last]
        draft.listed = any(reading.hit(at, "list_of_dead") for at in range(draft.sentence.first, unit.last))
        total = sum(c.low for c in draft.counts.values())
        if running or (months and self._sums_up(draft, months)) or (draft.listed and total > 1):
            draft.scope, draft.date, draft.date_precision, draft.dated = "cumulative", None, "none", True
            return
        if draft.listed:
            draft.date, draft.date_precision, draft.dated = None, "none", True
        window = any(t.kind == "window" for t in unit.times)
        summed = any(reading.hit(at, "sum") for at in range(unit.first, unit.last))
        road = any(p.trigger == "road" for p in draft.resolution.used)
        many = len(draft.resolution.places) > 0 and not road
        if many or window or summed:
            draft.scope = "aggregate"

    def _near(self, draft: Draft) -> tuple[int, int]:
        """Tokens that can say over how long a toll was counted: from the unit's start to the comma behind the toll."""
        reading, unit = self.reading, draft.unit
        last = max(t.last for t in unit.tolls)
        while last < unit.last and not reading.is_mark(last, frozenset("،,")):
            last += 1
        return min(unit.first, min(t.first for t in unit.tolls)), last

    def _sums_up(self, draft: Draft, months: list[Time]) -> bool:
        """Whether a month or year bounds the count («خلال نيسان») rather than dates one strike («في حزيران»)."""
        reading = self.reading
        return any(
            time.first > 0 and any(reading.hit(at, "within") for at in range(max(0, time.first - 2), time.first + 1))
            for time in months
        )

    # --- means ------------------------------------------------------------------------------------------------

    def _set_means(self, draft: Draft) -> None:
        reading, unit = self.reading, draft.unit
        draft.weapon = find_weapon(reading, unit.first, unit.last)
        cue = next((t for t in unit.tolls if t.weapon), None)
        if cue is not None and cue.cue is not None and (draft.weapon is None or draft.weapon.rank >= 1):
            draft.weapon = Named(cue.weapon, cue.cue.first, cue.cue.last, 1)
        weapon = draft.weapon
        combatants = any(group == "combatant" for found in draft.groups.values() for group, _ in found)
        if (weapon is None or weapon.rank > WEAK) and is_armed_attack(reading, unit.first, unit.last) and combatants:
            draft.weapon = Named("clash", unit.first, unit.first + 1, 2)
        taken = {at for toll in unit.tolls for p in [toll.people, *toll.parts] for at in range(p.first, p.last)}
        if self.claimants.latest is not None and draft.told_by is not None:
            taken |= set(range(draft.told_by.first, draft.told_by.last))
        draft.actors = self.authors.find(
            unit.first, unit.last, taken, draft.sides, draft.weapon.code if draft.weapon else ""
        )
        for toll in unit.tolls:
            if toll.author and toll.author != "unknown":
                draft.actors.insert(0, Named(toll.author, toll.first, toll.last, 0))
        draft.same_weapon = any(reading.hit(at, "alike") for at in range(unit.first, unit.last))

    # --- what voids or ties it -----------------------------------------------------------------------------------

    def _set_context(self, draft: Draft) -> None:
        reading, unit, sentence = self.reading, draft.unit, draft.sentence
        span = range(unit.first, unit.last)
        draft.update = any(reading.hit(at, "update") for at in span)
        draft.anaphoric = any(reading.hit(at, "anaphora") for at in span)
        armed = draft.weapon is not None and draft.weapon.rank <= 2
        if any(reading.hit(at, "unrelated") and at not in reading.place_at for at in span) and not armed:
            draft.void = "no conflict"
        elif any(reading.hit(at, "recall") for at in range(sentence.first, unit.last)):
            draft.void = "recalled"
        elif set(draft.counts) == {"detained"} and any(reading.hit(at, "release") for at in range(sentence.first, unit.last)):
            draft.void = "released"
        elif any(reading.hit(at, "superseded") for at in range(unit.first, unit.tolls[0].last)):
            draft.void = "superseded"
        elif self._is_old(draft):
            draft.void = "old"

    def _is_old(self, draft: Draft) -> bool:
        published, time = self.article.published, draft.time
        if published is None or draft.scope == "cumulative" or time is None:
            return False
        day = time.date or time.start
        return day is not None and published - day > OLDEST


def _add_groups(groups: list[tuple[str, Count]]) -> list[tuple[str, Count]]:
    """Each group once, its counts added («سبعة من مقاتلي … وتسعة من عناصر»)."""
    added: dict[str, Count] = {}
    for group, count in groups:
        before = added.get(group)
        if before is None:
            added[group] = count
        elif before.high is None or count.high is None:
            added[group] = Count(before.low + count.low if count.quantifier != "vague" else before.low, None, before.quantifier)
        else:
            added[group] = Count(before.low + count.low, before.high + count.high, before.quantifier)
    return list(added.items())
