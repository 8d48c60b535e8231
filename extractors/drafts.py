"""Drafts: events in the making, one a unit, with every field that its own words give."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from extractors.attribution import (
    WEAK,
    Authors,
    Claimant,
    Claimants,
    Named,
    find_weapon,
    force_in,
    is_armed_attack,
)
from extractors.clauses import Unit, fine_places
from extractors.lexicon import load_lexicon
from extractors.outcomes import Toll
from extractors.places import PlaceMention
from extractors.placing import PlaceContext, Resolution, governorates_of, resolve
from extractors.reading import COMMAS, Reading, Sentence
from extractors.records import Article, Count
from extractors.times import Time
from extractors.wordlists import read_lexicon

PARTITIVES = frozenset(read_lexicon("endings")["grammar"]["partitives"])
FINE = ("place", "district")
REGIONAL = 3
DATING = ("day", "night", "week", "month", "window", "vague", "year")
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
    summed: bool = False
    lost: bool = False
    continues: bool = False
    corrects: bool = False
    first_counts: dict[str, Count] = field(default_factory=dict)


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
        self._told_to = 0
        self._periodic = any(
            r.hit(at, "periodic") is not None for r in (title, reading) if r is not None for at in r.hits
        )
        self._before: Draft | None = None

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
            groups[toll.outcome] = add_groups(toll.groups, toll.count)
        lead = self._lead_in(unit, sentence)
        resolution, placed = self._resolve(unit, sentence, lead)
        draft = Draft(
            unit, reading, sentence, counts, tolls, resolution, placed, told_by=told_by,
            claimant=told_by, groups=groups, sides={p.side for t in unit.tolls for p in (t.people, *t.parts) if p.side},
        )
        self._set_date(draft, lead)
        self._set_scope(draft)
        self._limit_place(draft)
        self._set_means(draft, lead)
        self._set_context(draft)
        self._told_to = max(unit.last, *(t.last for t in unit.tolls))
        if not draft.void:
            self._before = draft
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

    def _lead_in(self, unit: Unit, sentence: Sentence) -> tuple[int, int]:
        """Tokens before a unit that no toll owns and that lead up to it: of its sentence, or of those just before."""
        reading = self.reading
        first = max(sentence.first, self._told_to)
        if first > sentence.first or self._told_to > sentence.first:
            return first, unit.first
        index = unit.sentence
        while index > 0 and unit.sentence - index < 2:
            earlier = reading.sentences[index - 1]
            next_paragraph = sentence.paragraph - earlier.paragraph > (1 if self._before is None else 0)
            headed = sentence.heading is not None and earlier.heading != sentence.heading
            if earlier.first < self._told_to or next_paragraph or headed:
                break
            index -= 1
        return reading.sentences[index].first, unit.first

    def _resolve(self, unit: Unit, sentence: Sentence, lead: tuple[int, int]) -> tuple[Resolution, bool]:
        """Where a unit's people were hit, and whether its own words or those leading up to it name a place."""
        context = self._context(sentence)
        places = self._places(unit)
        if not fine_places(unit) and not unit.apart:
            led = [p for p in self.reading.places if lead[0] <= p.first < lead[1] and not p.role and p.kind in FINE]
            anaphors = [p for p in places if p.kind == "anaphor"]
            if led and not anaphors:
                last = max(led, key=lambda p: p.first)
                return resolve([*led[-1:], *places] if last is led[-1] else places, context), True
        resolution = resolve(places, context)
        placed = bool(fine_places(unit)) or resolution.place is not None
        if resolution.place is None and not placed:
            return self._from_heading(sentence, context) or resolution, False
        if resolution.governorate is None and resolution.basis in ("unknown", "ambiguous", "title") or resolution.basis == "title":
            resolution = self._beside(resolution)
        return resolution, placed

    def _from_heading(self, sentence: Sentence, context: PlaceContext) -> Resolution | None:
        """A heading that is itself the place («بارمايا: 15 شهيداً»), or else the title's, before any other is told."""
        found = [p for p in context.heading if p.kind in FINE]
        if not found and self._before is None and self.title is not None:
            found = [p for p in self.title.places if p.kind in FINE and not p.role]
        return resolve(found[:1], context) if found else None

    def _beside(self, resolution: Resolution) -> Resolution:
        """An unknown name lies where the event told just before lies, while nothing else speaks."""
        before = self._before
        if before is None or before.resolution.governorate is None or len(before.resolution.places) > 0:
            return resolution
        return replace(
            resolution, governorate=before.resolution.governorate, country=before.resolution.country, basis="beside"
        )

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

    def _set_date(self, draft: Draft, lead: tuple[int, int]) -> None:
        times = [t for t in draft.unit.times if t.kind in DATING and not self._is_bound(t)]
        if self.reading.has(draft.unit.tolls[0].first, draft.unit.last, "earlier") and not times:
            draft.date_precision, draft.dated = "none", True
            return
        if not times and any(t.kind == "part" for t in draft.unit.times):
            before = self._before
            same = before is not None and before.dated and before.unit.sentence == draft.unit.sentence
            draft.date, draft.date_precision, draft.dated = (before.date if same and before else self.article.published), "day", True
            return
        times = times or [t for t in self.reading.times if lead[0] <= t.first < lead[1] and t.kind in DATING]
        cue = draft.unit.tolls[0].first
        exact = [t for t in times if t.date is not None and t.kind in ("day", "night")]
        chosen = min(exact, key=lambda t: abs(t.first - cue), default=None) or next(iter(times), None)
        if chosen is None:
            before = self._before
            if before is not None and before.dated and before.unit.sentence == draft.unit.sentence and before.date:
                draft.date, draft.date_precision, draft.dated = before.date, before.date_precision, True
            return
        if chosen.kind not in ("day", "night", "window") and any(t.circumstance == "body_found" for t in draft.unit.tolls):
            return
        draft.time, draft.dated = chosen, True
        draft.date, draft.date_precision = chosen.date, chosen.precision
        if chosen.kind == "window" and draft.date is None:
            draft.date = self.article.published

    def _is_bound(self, time: Time) -> bool:
        """«بعد السابع من أكتوبر»: a day that only bounds another time."""
        return time.first > 0 and self.reading.hit(time.first - 1, "bound") is not None

    def _set_scope(self, draft: Draft) -> None:
        reading, unit = self.reading, draft.unit
        published = self.article.published
        first, last = self._near(draft)
        since = [t for t in reading.times if t.kind in ("since", "period", "season") and first <= t.first < last]
        running = reading.has(first, last, "running")
        for time in since:
            if time.start and published and published - time.start <= RECENT and time.kind == "since":
                running = False
                if not draft.dated:
                    began = draft.placed and not draft.resolution.places
                    draft.date, draft.dated, draft.date_precision = (time.start if began else published), True, "day"
                if not draft.placed:
                    draft.scope = "aggregate"
                break
            running = not reading.has(max(0, time.first - 3), time.first, "lasting") or running
        before = self._before
        running = running or (self._periodic and not draft.dated and not draft.placed)
        if before is not None and before.scope == "cumulative" and not draft.dated and not draft.placed:
            report = reading.has(draft.sentence.first, unit.last, "report_paper")
            running = running or report or before.unit.sentence == unit.sentence
        months = [t for t in unit.times if t.kind in ("month", "year") and first <= t.first < last]
        draft.listed = reading.has(draft.sentence.first, unit.last, "list_of_dead")
        total = sum(c.low for c in draft.counts.values())
        if running or (months and self._sums_up(draft, months)) or (draft.listed and total > 1):
            draft.scope, draft.date, draft.date_precision, draft.dated = "cumulative", None, "none", True
            return
        if draft.listed:
            draft.date, draft.date_precision, draft.dated = None, "none", True
        window = any(t.kind == "window" for t in unit.times)
        summed = reading.has(unit.first, self._comma_after(draft), "sum")
        road = any(p.trigger == "road" for p in draft.resolution.used)
        told = reading.has(unit.first, unit.tolls[0].last, "toll")
        regional = draft.resolution.place is not None and (draft.resolution.precision or 1) >= REGIONAL and not fine_places(unit)
        summed = summed or (told and regional)
        many = len(draft.resolution.places) > 0 and not road
        if many or window or summed:
            draft.scope = "aggregate"

    def _limit_place(self, draft: Draft) -> None:
        """A running toll, a day's sum or a list of deaths has no place but the one that its own words give.

        Codebook, «Decisions: Place»; else the one governorate that the title is about.
        """
        if draft.listed:
            prison = [p for p in draft.unit.places if p.trigger in ("prison",) or any(c.kind == "prison" for c in p.candidates)]
            draft.resolution = resolve(prison[:1], self._context(draft.sentence)) if prison else Resolution(country=draft.resolution.country)
            return
        if draft.scope == "incident" or draft.resolution.basis in ("clause", "several") or fine_places(draft.unit):
            return
        if draft.scope == "aggregate" and not draft.unit.tolls[0].definite and not self.reading.has(draft.unit.first, draft.unit.last, "sum"):
            return
        own = [p for p in draft.unit.places if not p.role]
        about = self.title.places if self.title and draft.scope == "cumulative" and not own else ()
        codes = {code for p in about if not p.role for code in governorates_of(p)}
        if own:
            draft.resolution = resolve(own, PlaceContext(country=self.article.country))
        else:
            code = next(iter(codes)) if len(codes) == 1 else None
            draft.resolution = Resolution(governorate=code, country=draft.resolution.country, basis="title" if code else "none")
        draft.placed = draft.resolution.place is not None

    def _comma_after(self, draft: Draft) -> int:
        """The first comma behind the unit's tolls, or the unit's end."""
        last = max(t.last for t in draft.unit.tolls)
        while last < draft.unit.last and not self.reading.is_mark(last, COMMAS):
            last += 1
        return last

    def _near(self, draft: Draft) -> tuple[int, int]:
        """Tokens that can say over how long a toll was counted: from the unit's start to the comma behind the toll."""
        reading, unit = self.reading, draft.unit
        last = max(t.last for t in unit.tolls)
        last = unit.last
        return min(unit.first, min(t.first for t in unit.tolls)), last

    def _sums_up(self, draft: Draft, months: list[Time]) -> bool:
        """Whether a month or year bounds the count («خلال نيسان») rather than dates one strike («في حزيران»)."""
        reading = self.reading
        unit_first, unit_last = draft.sentence.first, draft.unit.tolls[0].first
        if reading.has(unit_first, unit_last, "counts"):
            return True
        return any(
            time.first > 0 and reading.has(max(0, time.first - 2), time.first + 1, "within")
            for time in months
        )

    # --- means ------------------------------------------------------------------------------------------------

    def _set_means(self, draft: Draft, lead: tuple[int, int]) -> None:
        reading, unit = self.reading, draft.unit
        taken = self._taken(draft)
        draft.weapon = find_weapon(reading, unit.first, unit.last, taken)
        if unit.apart and self._before is not None:
            lead = (unit.first, unit.first)
        bare = draft.weapon is None or draft.weapon.rank > WEAK
        if draft.weapon is None or draft.weapon.rank > WEAK:
            draft.weapon = find_weapon(reading, *lead, taken) or draft.weapon
        cue = next((t for t in unit.tolls if t.weapon), None)
        if cue is not None and cue.cue is not None and (draft.weapon is None or draft.weapon.rank >= 1):
            draft.weapon = Named(cue.weapon, cue.cue.first, cue.cue.last, 1)
        weapon = draft.weapon
        combatants = any(group == "combatant" for found in draft.groups.values() for group, _ in found)
        if (weapon is None or weapon.rank > WEAK) and is_armed_attack(reading, unit.first, unit.last) and combatants:
            draft.weapon = Named("clash", unit.first, unit.first + 1, 2)
        self._set_clash(draft, combatants)
        draft.actors = self.authors.find(
            unit.first, unit.last, taken, draft.sides, draft.weapon.code if draft.weapon else ""
        )
        if not draft.actors and bare:
            draft.actors = self.authors.find(*lead, taken, draft.sides, draft.weapon.code if draft.weapon else "")
        for toll in unit.tolls:
            if toll.author and toll.author != "unknown":
                draft.actors.insert(0, Named(toll.author, toll.first, toll.last, 0))
        if not draft.actors:
            self._own_deed(draft)
        draft.same_weapon = reading.has(unit.first, unit.last, "alike")

    def _set_clash(self, draft: Draft, combatants: bool) -> None:
        """Fighters whom a force kills or takes at a place, with no weapon told, fell in a clash."""
        if draft.weapon is not None and draft.weapon.rank <= WEAK - 1:
            return
        deed = any(t.cue is not None and t.cue.entry.cls == "verb" and t.cue.entry.voice != "passive" for t in draft.unit.tolls)
        named = self.reading.has(draft.unit.first, draft.unit.tolls[0].people.first, "actor")
        if combatants and deed and named and draft.placed and not self.reading.has(draft.unit.first, draft.unit.last, "quarrel"):
            draft.weapon = Named("clash", draft.unit.first, draft.unit.first + 1, 2)

    def _own_deed(self, draft: Draft) -> None:
        """The claimant is the author where it tells of its own deed: «قالت إنها قتلت», «أعلن قتل», «إحدى غاراته».

        So too where a force tells of the dead of another side.
        """
        told_by, reading = draft.told_by, self.reading
        if told_by is None or draft.scope == "cumulative":
            return
        force = force_in(reading, told_by.first, told_by.last)
        if force is None:
            return
        deed = any(t.cue is not None and reading.hit(t.cue.first, "own_deed") for t in draft.unit.tolls)
        own = draft.weapon is not None and reading.hit(draft.weapon.first, "own_weapon") is not None
        enemy = bool(draft.sides) and force.code not in draft.sides
        if deed or own or enemy:
            draft.actors = [force]

    def _taken(self, draft: Draft) -> set[int]:
        """Tokens of victims and claimant, where no weapon or author is named."""
        unit = draft.unit
        taken = {at for toll in unit.tolls for p in [toll.people, *toll.parts] for at in range(p.first, p.last)}
        for toll in unit.tolls:
            taken |= self._membership(toll.people.last)
            taken |= set(range(toll.people.last, toll.last)) if toll.cue and toll.cue.first < toll.people.first else set()
        if draft.told_by is not None:
            taken |= set(range(draft.told_by.first, draft.told_by.last))
        return taken

    def _membership(self, at: int) -> set[int]:
        """Tokens of the force that a victim belonged to («قيادي سابق في فصائل المعارضة»)."""
        reading = self.reading
        for here in range(at, min(at + 3, len(reading.norms) - 1)):
            hit = reading.hit(here + 1, "actor")
            if reading.norms[here] in PARTITIVES and hit is not None:
                return set(range(here, hit.last))
        return set()

    # --- what voids or ties it -----------------------------------------------------------------------------------

    def _set_context(self, draft: Draft) -> None:
        reading, unit, sentence = self.reading, draft.unit, draft.sentence
        span = range(unit.first, unit.last)
        draft.update = reading.has(unit.first, unit.last, "update", "new_toll")
        draft.anaphoric = reading.has(unit.first, unit.last, "anaphora")
        armed = draft.weapon is not None and draft.weapon.rank <= 2
        draft.first_counts = dict(draft.counts)
        draft.corrects = reading.has(sentence.first, unit.last, "correction")
        draft.continues = reading.has(sentence.first, unit.tolls[0].first, "report_again")
        draft.lost = reading.has(unit.first, unit.last, "lost")
        draft.summed = reading.has(unit.first, self._comma_after(draft), "sum")
        if any(reading.hit(at, "unrelated") and at not in reading.place_at for at in span) and not armed:
            draft.void = "no conflict"
        elif reading.has(sentence.first, unit.last, "recall"):
            draft.void = "recalled"
        elif set(draft.counts) == {"detained"} and reading.has(sentence.first, unit.tolls[0].last, "release"):
            draft.void = "released"
        elif reading.has(unit.first, unit.tolls[0].last, "superseded"):
            draft.void = "superseded"
        elif self._is_old(draft):
            draft.void = "old"
        elif self._is_general(draft):
            draft.void = "general"
        elif self._is_attacker(draft):
            draft.void = "the attacker"
        elif self._is_explained(draft):
            draft.void = "explains a toll"

    def _is_general(self, draft: Draft) -> bool:
        """«تقارير عن سقوط ضحايا مدنيين»: a bare plural without place is no event."""
        bare = all(c.quantifier == "vague" for c in draft.counts.values()) and not any(
            t.people.numbered for t in draft.unit.tolls
        )
        return bare and self.reading.field == "text" and not draft.placed and draft.resolution.basis not in ("clause", "heading")

    def _is_attacker(self, draft: Draft) -> bool:
        """A suicide attacker is not counted (codebook, «Decisions: Outcomes»)."""
        people = draft.unit.tolls[0].people
        return len(draft.unit.tolls) == 1 and self.reading.has(people.first, people.last + 1, "attacker")

    def _is_explained(self, draft: Draft) -> bool:
        """«ارتفعت الحصيلة إلى 57 بعد وفاة ثمانية»: those who died are inside the new toll."""
        reading = self.reading
        first = draft.unit.tolls[0]
        earlier = self._before is not None and self._before.unit.sentence == draft.unit.sentence
        after = first.cue is not None and reading.has(max(0, first.first - 2), first.first, "after")
        return after and earlier and reading.has(draft.sentence.first, draft.unit.last, "update")

    def _is_old(self, draft: Draft) -> bool:
        published, time = self.article.published, draft.time
        if published is None or draft.scope == "cumulative" or time is None:
            return False
        if any(t.circumstance == "body_found" for t in draft.unit.tolls):
            return False
        day = time.date or time.start
        return day is not None and published - day > OLDEST


def add_groups(groups: list[tuple[str, Count]], total: Count) -> list[tuple[str, Count]]:
    """Each group once; its counts are added while they fit the total («سبعة من مقاتلي … وتسعة من عناصر»).

    Beyond it the larger stands: «39 مقاتلاً، بينهم ضابط» are not forty.
    """
    added: dict[str, Count] = {}
    for group, count in groups:
        before = added.get(group)
        if before is None:
            added[group] = count
        elif before.low + count.low <= total.low or (before.high is None and count.quantifier != "vague"):
            high = None if before.high is None or count.high is None else before.high + count.high
            added[group] = Count(before.low + count.low, high, before.quantifier)
    return list(added.items())
