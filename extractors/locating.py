"""Where a draft's people were hit: its own words, those leading up to it, its heading, the title; codebook, «Place»."""

from __future__ import annotations

from extractors.clauses import Unit, fine_places, own_places
from extractors.draft import Draft, Scene
from extractors.place_anaphors import stand_in
from extractors.place_evidence import countries_of
from extractors.places import PlaceMention
from extractors.placing import PlaceContext, Resolution, governorates_of, resolve
from extractors.reading import Reading, Sentence

FINE = ("place", "district")
LED = "led"  # basis of a place that a noun before the unit stands for
_WEAK_BASES = ("unknown", "ambiguous", "title")
_DATELINE = 2  # tokens from a dateline's place to who wrote it
_ARTICLE = 10_000  # tokens of the article before a sentence that still say which country it speaks of
_LEAD_SENTENCES = 2


def find_lead(scene: Scene, unit: Unit, sentence: Sentence) -> tuple[int, int]:
    """Tokens before a unit that no toll owns and that lead up to it: of its sentence, or of those just before."""
    first = max(sentence.first, scene.told_to)
    if scene.told_to > sentence.first:
        return first, unit.first
    index = unit.sentence
    # Pages whose every sentence is a paragraph: «استهدفت مسيّرة سيارة في حي النيرب.\nونتج عن الاستهداف مقتل ثلاثة».
    told = scene.reading.hits_in(sentence.first, unit.last, "anaphora")
    far = int(scene.before is None or any(not scene.reading.hit(hit.first, "result") for hit in told))
    while index > 0 and unit.sentence - index < _LEAD_SENTENCES:
        earlier = scene.reading.sentences[index - 1]
        elsewhere = sentence.paragraph - earlier.paragraph > far
        headed = sentence.heading is not None and earlier.heading != sentence.heading
        if earlier.first < scene.told_to or elsewhere or headed:
            break
        index -= 1
    return scene.reading.sentences[index].first, unit.first


def locate(scene: Scene, draft: Draft) -> None:
    """Sets where a draft's people were hit, and whether its own or leading words name the place."""
    unit = draft.unit
    context = _context(scene, draft.sentence, unit.last)
    places = _own_mentions(scene, draft)
    # «توغلت في قرية كودنة واعتقلت شابين من أبناء القرية»: what they are of is named before, and so is the place.
    struck = [p for p in places if p.kind != "anaphor" or p.role != "home"]
    led = _led_places(scene, unit, struck)
    if led:
        draft.resolution, draft.placed = resolve([*led, *places], context), True
        return
    if not places and scene.before is not None and scene.before.placed and _led_anaphor(scene, draft):
        draft.resolution, draft.placed = scene.before.resolution._replace(basis=LED), True
        return
    if not any(p.kind in FINE for p in places):
        places = [*_teller_places(scene, draft), *places]
    resolution = resolve(places, context)
    draft.placed = bool(fine_places(unit)) or resolution.place is not None
    if not draft.placed:
        draft.resolution = _from_heading(scene, context, resolution) or resolution
        return
    weak = resolution.basis in _WEAK_BASES and (resolution.governorate is None or resolution.basis == "title")
    draft.resolution = _beside(scene, resolution) if weak else resolution


def _own_mentions(scene: Scene, draft: Draft) -> list[PlaceMention]:
    """The unit's mentions outside the names of victims and claimant, and not where some of them were from."""
    taken = {at for toll in draft.unit.tolls for at in range(toll.people.first, toll.people.last)}
    if draft.told_by is not None:
        taken |= set(range(draft.told_by.first, draft.told_by.last))
    some = {at for toll in draft.unit.tolls for region in toll.regions for at in range(region.first, region.last)}
    own = [
        p
        for p in draft.unit.places
        if p.first not in taken and not (_is_direction(p) or (p.role == "home" and p.first in some))
    ]
    # «شقة في حي الرمال، وسط مدينة غزة، ما أسفر …»: the clause begins behind the comma, and what lies there before it.
    holding = {p.attached for p in own} - {p.first for p in own}
    before = scene.reading.places_in(draft.sentence.first, draft.unit.first) if holding else []
    return [*(p for p in before if p.first in holding and not p.role), *own]


def _teller_places(scene: Scene, draft: Draft) -> list[PlaceMention]:
    """«قال مصدر في مدينة سراقب إن ثلاثة قتلوا»: where the one stands who tells it, if no other place is named."""
    told_by, sentence = draft.told_by, draft.sentence
    if told_by is None or draft.scope != "incident" or not sentence.first <= told_by.first < sentence.last:
        return []
    named = [p for p in scene.reading.places_in(told_by.first, told_by.last) if p.kind in FINE and not p.role]
    return [p for p in named if not scene.reading.hit(p.first, "report_head")]  # «مدير مشفى الباب»


def _is_direction(place: PlaceMention) -> bool:
    """«شمال غربي سوريا»: a part of a country is no place (codebook, «Decisions: Place»)."""
    return bool(place.candidates) and all(c.kind == "direction" and c.governorate is None for c in place.candidates)


def _led_places(scene: Scene, unit: Unit, places: list[PlaceMention]) -> list[PlaceMention]:
    """The last fine place, with those joined to it, of the words leading up to a unit that names none itself."""
    apart = unit.apart and not scene.reading.has(unit.first, unit.last, "anaphora")
    if fine_places(unit) or apart or any(p.kind == "anaphor" for p in places):
        return []
    first, last = scene.lead
    before = scene.reading.places_in(first, last)
    own = scene.reading.sentences[unit.sentence].first
    here = [p for p in before if p.kind == "governorate" and not p.role and p.first >= own]
    codes = frozenset().union(*map(governorates_of, own_places(unit) or here))
    led = [p for p in before if not p.role and p.kind in FINE and (p.first >= own or _can_lie_in(p, codes))]
    led = led or [p for p in before if _is_region(p, scene.home) and not own_places(unit)]
    firsts = {p.first: at for at, p in enumerate(led)}
    start = len(led) - 1
    while start > 0 and (led[start].conj or led[start].attached in firsts):
        start = firsts.get(led[start].attached, start - 1)  # «قرية X بمحلية Y»: both
    told = {p.first for p in led[start:]}
    return led[start:] + [p for p in before if p.attached in told and p.first not in told]  # «في حي النيرب بحلب»


def _can_lie_in(place: PlaceMention, codes: frozenset[str]) -> bool:
    """Whether a place of the words before can be in the governorate that a unit names itself («المعارك في طرابلس»)."""
    return not codes or bool(governorates_of(place) & codes)


def _is_region(place: PlaceMention, home: str | None) -> bool:
    """A region that counts are given for («في القطاع»), be its name an ordinary word too, in the article's country."""
    named = place.kind == "region" and place.role in ("", "doubtful")
    return named and any(c.kind == "region" and c.country == home and not c.governorate for c in place.candidates)


def _led_anaphor(scene: Scene, draft: Draft) -> bool:
    """«وهذا ثاني حادث تشهده المنطقة بعد مقتل راعيين»: a noun for the place just told leads up to it."""
    first = max(scene.lead[0], draft.sentence.first)
    return any(p.kind == "anaphor" and not p.role for p in scene.reading.places_in(first, draft.unit.first))


def _from_heading(scene: Scene, context: PlaceContext, told: Resolution) -> Resolution | None:
    """A heading that is itself the place («بارمايا: 15 شهيداً»), or the title's place before any other is told.

    No town abroad: «500 شهيد في لبنان وصافرات الإنذار في العفولة».
    """
    found = [p for p in context.heading if p.kind in FINE]
    if found and scene.reading.has(found[0].last, found[-1].last + _DATELINE, "report_medium"):
        return None  # «بعقوبة ـ وكالات: …»: where the report was written
    if not found and scene.before is None and scene.title is not None:
        found = [p for p in scene.title.places if p.kind in FINE and not p.role]
        country = told.country if told.basis == "clause" else None
        found = [p for p in found if not (country and p.candidates) or country in countries_of(p)]
    return resolve(found[:1], context) if found else None


def _beside(scene: Scene, resolution: Resolution) -> Resolution:
    """An unknown name lies where the event told just before lies, while nothing else speaks."""
    before = scene.before
    if before is None or before.resolution.governorate is None or before.resolution.places:
        return resolution
    told = before.resolution
    return resolution._replace(governorate=told.governorate, country=told.country, basis="beside")


def _context(scene: Scene, sentence: Sentence, last: int = 0) -> PlaceContext:
    """What stands around a unit that ends at token `last`: of its own sentence nothing that is told after it."""
    reading = scene.reading
    heading = sentence.heading or (0, 0)
    around = reading.paragraph(sentence)
    if scene.before is None and scene.lead[1] and not reading.places_in(*around):
        around = scene.lead  # pages whose every sentence is a paragraph
    return PlaceContext(
        sentence=reading.places_in(sentence.first, last or sentence.last),
        paragraph=reading.places_in(*around),
        heading=reading.places_in(*heading),
        article=reading.places_in(max(0, sentence.first - _ARTICLE), sentence.last),
        title=scene.title.places if scene.title else (),
        country=scene.home,
    )


def limit_place(scene: Scene, draft: Draft) -> None:
    """A running toll, a day's sum or a list of deaths has no place but the one that its own words give.

    Codebook, «Decisions: Place»; else the one governorate that the title is about.
    """
    unit, resolution = draft.unit, draft.resolution
    if draft.listed:
        prison = [p for p in unit.places if p.trigger == "prison" or any(c.kind == "prison" for c in p.candidates)]
        context = _context(scene, draft.sentence)
        draft.resolution = resolve(prison[:1], context) if prison else Resolution(country=resolution.country)
        return
    if _is_of_country(scene.reading, unit):
        draft.scope, draft.placed = "cumulative" if draft.scope == "cumulative" else "aggregate", False
        draft.resolution = Resolution(country=resolution.country)
        return
    if draft.scope == "incident" or resolution.basis in ("clause", "several") or fine_places(unit):
        return
    if draft.scope == "aggregate" and not unit.tolls[0].definite and not draft.summed:
        return
    context = _context(scene, draft.sentence)
    own = [place for p in unit.places if not p.role and (place := stand_in(p, context)) is not None]
    if own:
        draft.resolution = resolve(own, PlaceContext(country=scene.home))
    elif scene.before is not None and scene.reading.has(unit.first, unit.last, "same_period"):
        draft.resolution = scene.before.resolution  # «… خلال الفترة نفسها»: of the report's governorate too
    else:
        war = scene.reading.has(draft.sentence.first, unit.last, "wars")
        code = _title_governorate(scene) if draft.scope == "cumulative" and not war else None
        country = code[:2] if code else resolution.country
        draft.resolution = Resolution(governorate=code, country=country, basis="title" if code else "none")
    draft.placed = draft.resolution.place is not None


def _is_of_country(reading: Reading, unit: Unit) -> bool:
    """«استشهاد 37 مدنياً في عدد من المحافظات، معظمهم في حلب»: where some were hit is not where all were."""
    first = unit.tolls[0].first
    wide = [hit.last for hit in reading.hits_in(first, unit.last, "countrywide")]
    wide += [p.last for p in unit.places if p.kind == "country" and p.trigger == "in" and not p.role]
    shares = reading.hits_in(min(wide), unit.last, "share", "subset") if wide else []
    own = [p.first for p in own_places(unit)]
    return bool(shares and own) and min(own) > shares[0].first


def _told_places(title: Reading) -> list[PlaceMention]:
    """The places that a title tells of, not those of who says it («وزارة الصحة بغزة: …»)."""
    colon = next((at for at, norm in enumerate(title.norms) if norm == ":"), 0)
    teller = colon if title.has(0, colon, "report_head") else 0
    return [place for place in title.places if not place.role and place.first >= teller]


def _title_governorate(scene: Scene) -> str | None:
    about = _told_places(scene.title) if scene.title is not None else []
    told = [governorates_of(place) for place in about]
    codes = {code for of in told if len(of) == 1 for code in of}
    if 4 * sum(code in codes for code in scene.told_in) < 3 * len(scene.told_in):
        return None  # too much of what was told since happened in other governorates
    if scene.before is not None and scene.before.resolution.governorate:
        # «عفرين: … وأنقرة تعلن»: a capital that only speaks lies in another country than what was told.
        home = scene.before.resolution.governorate[:2]
        codes = {code for code in codes if code.startswith(home)} or codes
    return next(iter(codes)) if len(codes) == 1 else None
