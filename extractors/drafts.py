"""Turns the units of one text into drafts, in the order of the text, since names, groups and days are carried on."""

from __future__ import annotations

from extractors.attribution import Authors
from extractors.claimants import Claimants
from extractors.clauses import Unit
from extractors.dating import set_date, set_scope
from extractors.draft import Draft, Scene, add_groups
from extractors.homes import main_country
from extractors.lexicon import load_lexicon
from extractors.locating import find_lead, limit_place, locate
from extractors.means import set_means
from extractors.outcomes import Toll
from extractors.parts import RULE as PART
from extractors.periods import is_period_report, set_period
from extractors.reading import Reading
from extractors.records import Article, Count
from extractors.sides import mark_losers, serving
from extractors.voiding import find_void, set_ties

_SEVERAL = ("dual", "plural")


class Drafter:
    """Drafts the events of one text."""

    def __init__(self, reading: Reading, article: Article, title: Reading | None) -> None:
        home = article.country or main_country([reading, *([title] if title is not None else [])])
        self._scene = Scene(reading, article, title, home=home)
        self._authors = Authors(reading, article.published)
        self._claimants = Claimants(reading)
        self._general = load_lexicon().general
        self._antecedent: tuple[set[str], str, int] = (set(), "", -1)
        self._periodic = is_period_report(title, reading)

    def draft(self, unit: Unit) -> Draft:
        """The draft of one unit; void drafts carry their reason."""
        scene = self._scene
        draft = self._count(unit)
        scene.lead = find_lead(scene, unit, draft.sentence)
        locate(scene, draft)
        set_date(scene, draft)
        set_scope(scene, draft, self._periodic)
        set_period(scene, draft, self._periodic)
        limit_place(scene, draft)
        set_means(scene, draft, self._authors)
        set_ties(scene, draft)
        draft.void = find_void(scene, draft)
        if draft.void and unit.tolls[0].rule != PART:
            scene.silent = unit.sentence
        scene.told_to = max(unit.last, *(t.last for t in unit.tolls))
        if not draft.void:
            scene.before = draft
            scene.told_in += [code for code in (draft.resolution.governorate,) if code]
        return draft

    def _count(self, unit: Unit) -> Draft:
        """Counts, groups, sides and claimant of a unit."""
        counts: dict[str, Count] = {}
        tolls: dict[str, list[Toll]] = {}
        groups: dict[str, list[tuple[str, Count]]] = {}
        reading = self._scene.reading
        sentence = reading.sentences[unit.sentence]
        for toll in unit.tolls:
            self._inherit(toll)
            toll.people = serving(reading, toll.people, sentence)
            mark_losers(reading, toll, sentence)
            toll.parts = [serving(reading, people, sentence) for people in toll.parts]
            tolls.setdefault(toll.outcome, []).append(toll)
            counts[toll.outcome] = toll.count
            groups[toll.outcome] = add_groups(toll.groups, toll.count)
        sides = {people.side for toll in unit.tolls for people in (toll.people, *toll.parts) if people.side}
        told_by = self._claimants.find(unit)
        return Draft(unit, reading, sentence, counts, tolls, groups, sides, told_by=told_by, claimant=told_by)

    def _inherit(self, toll: Toll) -> None:
        """«آخرون», ordinals and bare numerals take over a general group of those before (codebook, «Decisions»)."""
        people = toll.people
        groups, number, sentence = self._antecedent
        vague = people.count.quantifier == "vague" and not people.other
        bare = people.noun == "" and not vague and number in _SEVERAL and toll.sentence - sentence <= 1
        bare = bare and not toll.definite  # «وبلغ عدد القتلى في اليمن 4500»: not of those just told
        known = {group for group, _ in toll.groups} & self._general
        if (people.other or bare) and not known:
            toll.groups += [(group, toll.count) for group in sorted(groups & self._general)]
        named = people.noun == "known" or bool(people.groups)  # «خمسة من البيشمركة»
        if named and not people.other:
            told = [{group for group, _ in one.groups} for one in (people, *toll.parts)]
            self._antecedent = (set.intersection(*told), "plural" if toll.parts else people.number, toll.sentence)
