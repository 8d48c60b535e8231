"""The day of a draft, and over how long or over how many incidents its people were counted.

Codebook, «Date», «Decisions: Sums and windows, Old events».
"""

from __future__ import annotations

import datetime as dt

from extractors.clauses import Unit, fine_places, is_aside
from extractors.draft import Draft, Scene
from extractors.parts import RULE as PART
from extractors.reading import Reading
from extractors.records import Count
from extractors.time_words import time_lexicon
from extractors.times import Time

DATING = ("day", "night", "week", "month", "window", "vague", "year")
RECENT = dt.timedelta(days=2)
_THOUSANDS = 1_000
_BEYOND_ONE_DAY = 5_000  # no single day of these wars killed, hurt, lost or jailed so many: a toll of months or years
_MEANS = ("weapon", "fight", "assault", "strike", "attacker", "find", "rubble")
_STRUCK_BEFORE = 2  # tokens before a time in which «قُصف» says that it is the day of the strike, not of the find
_COARSE = ("week", "month", "vague", "year")
_COLON = ":"
_HUNDREDS = 100  # of so many without day and place, told of a war, no single attack is meant
_LIST, _TO_COLON = 250, 20  # tokens of a list, and from «وتوزعت» to its colon
_OPENING, _DEED_REACH = 2, 4  # tokens before a month that opens its sentence; from a deed to its month
_AFORESAID = 2  # sentences before «العمليات آنفة الذكر» in which these are told
_AFTER_REACH = 5  # tokens of «بعد يوم واحد من» before a toll
_FEW = 10  # more than so many, with no word of what hit them, are the dead of no one happening
_REGIONAL = 3  # place precision from which a place is a part of a governorate or larger


def set_date(scene: Scene, draft: Draft) -> None:
    """Dates a draft by its own words, those leading up to it, or the sentence's toll before it."""
    unit, reading = draft.unit, scene.reading
    times = [t for t in unit.times if t.kind in DATING and not _is_bound(scene, t)]
    if is_find(draft):
        told = unit.tolls[0].people.last
        times = [t for t in times if not reading.has(max(0, t.first - _STRUCK_BEFORE), t.first, "struck_then")]
        times = [t for t in times if t.first < told or not reading.has(told, t.first, "struck_then")]
    days = _days_before(scene, draft) if not times else None
    if days is not None:
        draft.date, draft.date_precision, draft.dated = days, "day", True
    elif not times and reading.has(unit.tolls[0].first, unit.last, "earlier"):
        draft.dated = True
    elif not times and any(t.kind == "part" for t in unit.times):
        before = _dated_before(scene, draft)
        draft.date = before.date if before else scene.article.published
        draft.date_precision, draft.dated = "day", True
    else:
        first, last = scene.lead
        _choose(scene, draft, times or [t for t in reading.times_in(first, last) if _leads(scene, draft, t)])


def _days_before(scene: Scene, draft: Draft) -> dt.date | None:
    """«ويأتي ذلك بعد يوم من مقتل 15 مسلحاً»: so many days before what was told, which is of the day of publication."""
    toll = draft.unit.tolls[0].first
    hits = scene.reading.hits_in(max(draft.sentence.first, toll - _AFTER_REACH), toll, "after_days")
    told = next((hit for hit in hits if hit.last == toll), None)
    before = scene.before.date if scene.before is not None and scene.before.dated else scene.article.published
    return before - dt.timedelta(days=int(told.entry.tag.removeprefix("n"))) if told is not None and before else None


def _leads(scene: Scene, draft: Draft, time: Time) -> bool:
    """Whether a time before the clause dates it: a day from wherever it leads up, hours only over a list of deeds."""
    if time.kind in ("day", "night"):
        return True
    if time.kind in _COARSE:
        return _is_of_deed(scene, draft, time)
    listed = time.kind == "window" and time.first >= draft.sentence.first
    return listed and not scene.reading.has(time.last, draft.unit.tolls[0].first, "that", "verb", "report_verb")


def _is_of_deed(scene: Scene, draft: Draft, time: Time) -> bool:
    """«ومنتصف الشهر الماضي، شن هجوماً … ما أدى لمقتل 8»: a month that opens the sentence, or stands by the deed."""
    reading, toll = scene.reading, draft.unit.tolls[0].first
    if time.first < draft.sentence.first or reading.has(time.last, toll, "that", "report_verb"):
        return False
    near = max(draft.sentence.first, time.first - _DEED_REACH)
    done = reading.has(near, time.first, "assault", "strike", "attack", "weapon") and reading.has(
        time.last, toll + 1, "brought"
    )
    return done or time.first - draft.sentence.first <= _OPENING


def _choose(scene: Scene, draft: Draft, times: list[Time]) -> None:
    toll = draft.unit.tolls[0]
    cue = toll.cue.first if toll.cue is not None else toll.first  # «شُيّع صباح الاثنين ثمانية قضوا ليل الأحد»
    exact = [t for t in times if t.date is not None and t.kind in ("day", "night")]
    chosen = min(exact, key=lambda t: abs(t.first - cue), default=None) or next(iter(times), None)
    if chosen is None:
        before = _dated_before(scene, draft)
        if before is not None and before.date:
            draft.date, draft.date_precision, draft.dated = before.date, before.date_precision, True
        return
    if chosen.kind not in ("day", "night", "window") and is_find(draft):
        return  # bodies found: the day of the find, whenever they died
    draft.time, draft.dated = chosen, True
    draft.date, draft.date_precision = chosen.date, chosen.precision
    if chosen.kind == "window" and chosen.date is not None and _is_fight(scene, draft, chosen):
        draft.date = chosen.date - dt.timedelta(days=max(0, (chosen.hours or 0) // 24 - 1))
    if chosen.kind == "window" and draft.date is None:
        draft.date = scene.article.published


def _dated_before(scene: Scene, draft: Draft) -> Draft | None:
    """The draft before, if it is of the same sentence and has a day."""
    before = scene.before
    same = before is not None and before.dated and before.unit.sentence == draft.unit.sentence
    return before if same else None


def _is_bound(scene: Scene, time: Time) -> bool:
    """«بعد السابع من أكتوبر»: a day that only bounds another time."""
    part = scene.reading.norms[time.first] in time_lexicon().parts  # «قبل ظهر اليوم» is a part of the day
    return time.first > 0 and not part and scene.reading.hit(time.first - 1, "bound") is not None


def is_find(draft: Draft) -> bool:
    """Whether the draft tells of bodies found."""
    return any(t.circumstance == "body_found" for t in draft.unit.tolls)


def set_scope(scene: Scene, draft: Draft, periodic: bool) -> None:
    """Tells incident, sum and running toll apart; `periodic` says that the article is a month's or year's report."""
    reading, unit = scene.reading, draft.unit
    draft.summed = reading.has(unit.first, comma_after(scene, draft), "sum") or _is_of_region(scene, draft)
    draft.listed = reading.has(draft.sentence.first, unit.last, "list_of_dead")
    total = sum(count.low for count in draft.counts.values())
    years = any(t.kind == "year" for t in unit.times)
    beyond = not years and any(_is_beyond_a_day(outcome, count) for outcome, count in draft.counts.items())
    if beyond or _is_running(scene, draft, periodic) or (draft.listed and total > 1):
        draft.scope, draft.date, draft.date_precision, draft.dated = "cumulative", None, "none", True
        return
    if draft.listed:
        draft.date, draft.date_precision, draft.dated = None, "none", True
    if draft.summed or any(t.whole for t in unit.tolls) or _is_sum(scene, draft):
        draft.scope = "aggregate"


def _is_beyond_a_day(outcome: str, count: Count) -> bool:
    """«5,000 شهيد», «آلاف المفقودين»: more than any day of these wars."""
    return count.low >= (_THOUSANDS if outcome == "missing" else _BEYOND_ONE_DAY)


def _is_of_region(scene: Scene, draft: Draft) -> bool:
    """«ليرتفع عدد شهداء الضفة اليوم إلى 17» behind the dead of a town in it: the region's sum."""
    toll, before = draft.unit.tolls[0], scene.before
    if not toll.definite or toll.cue is None or before is None or not before.placed or fine_places(draft.unit):
        return False
    told_by = range(draft.told_by.first, draft.told_by.last) if draft.told_by is not None else range(0)
    told = [p for p in draft.unit.places if p.first not in told_by]  # «قالت هيئة محامي دارفور إن عدد القتلى …»
    return any(p.kind == "region" and (not p.role or p.start == toll.cue.last) for p in told)


def _is_running(scene: Scene, draft: Draft, periodic: bool) -> bool:
    reading, unit = scene.reading, draft.unit
    first = min(unit.first, *(t.first for t in unit.tolls))
    led = max(draft.sentence.first, scene.told_to)
    if led < first and (reading.has(led, first, "update", "tally") or _opens_since(scene, draft, first)):
        first = led  # «ارتفعت حصيلة القتلى منذ 13 تموز، نتيجة الاشتباكات، إلى 1520 قتيلاً»
    running = any(not _is_matchless(reading, hit.first) for hit in reading.hits_in(first, unit.last, "running"))
    running = running or reading.has(first, unit.last, "same_period")
    running = running or reading.has(draft.sentence.first, unit.last, "spanning") or _is_of_operations(scene, draft)
    for time in reading.times_in(first, unit.last):
        if time.kind not in ("since", "period", "season") or is_aside(reading, unit.tolls[0], unit, time):
            continue
        if _is_matchless(reading, time.first):
            continue
        if _is_held_since(scene, draft, time):
            draft.date, draft.date_precision, draft.dated = time.start, "day", True
            return False
        if _is_gone_since(scene, draft, time):
            return False
        if _began_lately(scene, time):
            _date_from_start(scene, draft, time)
            running = False
            break
        lasting = reading.has(max(0, time.first - 3), time.first, "lasting")
        running = running or not lasting or reading.has(time.last, unit.last, "during")
    before = scene.before
    if unit.tolls[0].rule == PART and before is not None and before.unit.sentence == unit.sentence:
        return running or before.scope == "cumulative"  # «… منذ مطلع العام، بينهم 200 في إدلب و100 في حلب»
    # «أوضح تقريرها الصادر اليوم أن النظام قتل 21 مدنياً»: in a month's report its own day dates nobody's death.
    reported = periodic and draft.date == scene.article.published
    loose = not draft.placed and (reported or not draft.dated)
    running = running or (loose and _is_of_war(scene, draft))
    running = running or (loose and _runs_on(scene, draft)) or (not draft.dated and _is_spread(scene, draft))
    return running or (periodic and loose) or _sums_up(scene, draft)


def _is_matchless(reading: Reading, at: int) -> bool:
    """«في ضربة هي الأولى من نوعها منذ بدء الحرب»: a time since which the strike had no like."""
    return reading.has(max(0, at - 3), at, "matchless")


def _opens_since(scene: Scene, draft: Draft, last: int) -> bool:
    """«ومنذ مطلع العام استجاب الدفاع المدني لـ45 حادثة، أدت إلى سقوط عشرات الضحايا»: its sentence opens with it."""
    first = draft.sentence.first
    if scene.told_to > first:
        return False
    times = scene.reading.times_in(first, last)
    return any(t.kind in ("since", "period") and t.first - first <= _OPENING for t in times)


def _is_of_operations(scene: Scene, draft: Draft) -> bool:
    """«وأحصى المرصد 170 عملية منذ مطلع العام … بلغت حصيلة قتلى العمليات آنفة الذكر 77»: of all told just before."""
    reading, sentence = scene.reading, draft.sentence
    if not reading.has(sentence.first, draft.unit.last, "aforesaid"):
        return False
    before = reading.sentences[max(0, draft.unit.sentence - _AFORESAID) : draft.unit.sentence]
    return any(
        t.kind in ("since", "period", "month", "year") for one in before for t in reading.times_in(one.first, one.last)
    )


def _is_of_war(scene: Scene, draft: Draft) -> bool:
    """«الحرب في اليمن أودت بحياة 2500 طفل»: what a war has cost, by no attack that is named."""
    reading, toll = scene.reading, draft.unit.tolls[0]
    wars = reading.hits_in(draft.sentence.first, toll.first, "wars")
    many = any(count.low >= _HUNDREDS for count in draft.counts.values())
    return many and any(
        reading.has(war.last, toll.first + 1, "brought", "phrase")
        and not reading.has(war.last, toll.first, "strike", "assault")
        for war in wars
    )


def _is_spread(scene: Scene, draft: Draft) -> bool:
    """«وتوزعت حصيلة القتلى على النحو التالي:» and its lines, behind a running toll: what that is made of."""
    before = scene.before
    if before is None or before.scope != "cumulative":
        return False
    first = draft.sentence.first
    heads = scene.reading.hits_in(max(0, first - _LIST), first, "spread")
    return any(_COLON in scene.reading.norms[head.last : min(first, head.last + _TO_COLON)] for head in heads)


def _runs_on(scene: Scene, draft: Draft) -> bool:
    """Whether the running toll before goes on: in its sentence, in its report, by its teller, or with «كما»."""
    before, unit = scene.before, draft.unit
    if before is None or before.scope != "cumulative":
        return False
    report = scene.reading.has(draft.sentence.first, unit.last, "report_paper")
    same = report or before.unit.sentence == unit.sentence
    return same or _counts_on(scene, draft, before) or _goes_on(scene, draft, before)


def _counts_on(scene: Scene, draft: Draft, before: Draft) -> bool:
    """«كما سجلت 156 حالة اعتقال»: who documented a month's dead counts on."""
    teller, earlier = draft.told_by, before.told_by
    documents = scene.reading.has(draft.sentence.first, draft.unit.tolls[0].first, "counts")
    return documents and teller is not None and earlier is not None and teller.name == earlier.name


def _goes_on(scene: Scene, draft: Draft, before: Draft) -> bool:
    """«قتل 300 مدني منذ مطلع العام. كما قُتل 120 عسكرياً»: the sum goes on, by nothing that happened once."""
    next_to = draft.unit.sentence - before.unit.sentence == 1
    opens = draft.unit.apart and draft.unit.first == draft.sentence.first
    several = any(t.count.low > _FEW and t.people.numbered for t in draft.unit.tolls)
    return next_to and opens and several and not scene.reading.has(draft.unit.first, draft.unit.last, *_MEANS)


def _is_held_since(scene: Scene, draft: Draft, time: Time) -> bool:
    """«ما زالت عشرون امرأة محتجزات منذ هجوم 25 تموز»: taken on that one day, and held since."""
    still = scene.reading.has(draft.sentence.first, time.first, "still")
    still = still and scene.reading.has(time.first, time.last, "assault", "strike", "fight")
    return still and time.kind == "since" and time.start is not None and set(draft.counts) <= {"detained", "missing"}


def _is_gone_since(scene: Scene, draft: Draft, time: Time) -> bool:
    """«ولا يزال مصير 60 امرأة مجهولاً منذ الهجوم»: lost in the one attack just spoken of, whose day is not told here."""
    attack = scene.reading.has(time.first, time.last + 1, "assault", "strike", "anaphora")
    return attack and time.kind == "since" and time.start is None and set(draft.counts) <= {"detained", "missing"}


def _began_lately(scene: Scene, time: Time) -> bool:
    published = scene.article.published
    return bool(time.kind == "since" and time.start and published and published - time.start <= RECENT)


def _date_from_start(scene: Scene, draft: Draft, time: Time) -> None:
    """«معارك منذ مساء أمس»: a fight is of the day it began; strikes since then are a sum of the publication day."""
    if not draft.dated:
        began = draft.placed and not draft.resolution.places
        draft.date = time.start if began else scene.article.published
        draft.dated, draft.date_precision = True, "day"
    if not draft.placed:
        draft.scope = "aggregate"


def _sums_up(scene: Scene, draft: Draft) -> bool:
    """Whether a month or year bounds the count («خلال نيسان», «وثّق في نيسان») rather than dates one strike."""
    reading, unit = scene.reading, draft.unit
    months = [t for t in unit.times if t.kind in ("month", "year")] or _led_months(scene, draft)
    if not months or is_find(draft):
        return False
    if any(t.kind == "month" for t in months) and _is_countrywide(scene, draft):
        return True
    counted = reading.has(draft.sentence.first, unit.tolls[0].first, "counts")
    counted = counted or any(t.first > 0 and reading.hit(t.first - 1, "witness") for t in months)
    return counted or any(t.first > 0 and reading.has(max(0, t.first - 2), t.first + 1, "within") for t in months)


def _is_countrywide(scene: Scene, draft: Draft) -> bool:
    """«قُتل 236 مدنياً في كانون الأول»: several in a month, of no place and by nothing that happened once."""
    unit = draft.unit
    several = any(t.count.low > 1 and t.people.numbered for t in unit.tolls)
    return several and not draft.placed and not scene.reading.has(draft.sentence.first, unit.last, *_MEANS)


def _led_months(scene: Scene, draft: Draft) -> list[Time]:
    """«في نيسان، وثق المرصد مقتل …»: the month that opens the sentence of an undated toll."""
    first, last = max(draft.sentence.first, scene.told_to), draft.unit.first
    return [] if draft.dated else [t for t in scene.reading.times_in(first, last) if t.kind in ("month", "year")]


def _is_sum(scene: Scene, draft: Draft) -> bool:
    unit, resolution = draft.unit, draft.resolution
    road = any(p.trigger == "road" or _is_between(scene, p.first) for p in resolution.used[:1])
    coarse = resolution.place is not None and (resolution.precision or 1) >= _REGIONAL and not fine_places(unit)
    told = coarse and scene.reading.has(unit.first, unit.tolls[0].last, "toll")
    spread = resolution.place is None or coarse
    told = told or _is_days_toll(scene, draft)
    told = told or scene.reading.has(unit.first, unit.last, "series")
    told = told or (spread and _is_on_several(scene.reading, unit))
    told = told or _counts_places(scene, draft)
    led = [draft.time] if draft.time is not None and draft.time.kind == "window" else []
    window = any(t.kind == "window" and not _is_fight(scene, draft, t) for t in [*unit.times, *led])
    return told or window or len(resolution.places) > 1 or (len(resolution.places) > 0 and not road)


def _is_on_several(reading: Reading, unit: Unit) -> bool:
    """«قصف على قرى وبلدات»; «صاروخ على الأحياء السكنية بمأرب» fell once."""
    several = reading.hits_in(unit.first, unit.last, "plural_places")
    return any(reading.hit(hit.first, "target") is None for hit in several)


def _counts_places(scene: Scene, draft: Draft) -> bool:
    """«في غارات طاولت 12 بلدة في قضاء بعلبك»."""
    reading, unit = scene.reading, draft.unit
    if not reading.has(unit.first, unit.last, "counted_places"):
        return False
    numbers = reading.numbers_in(unit.first, unit.last - 1)
    return any(n.low > 1 and reading.hit(n.last, "counted_places") for n in numbers)


def _is_days_toll(scene: Scene, draft: Draft) -> bool:
    """«في محافظة حلب استشهد 21 مواطناً»: many in a whole governorate, by nothing that happened once."""
    unit, resolution = draft.unit, draft.resolution
    whole = (
        resolution.place is None and resolution.governorate is not None and resolution.basis in ("clause", "heading")
    )
    several = any(t.count.low > 1 and t.people.numbered for t in unit.tolls)
    killed = "killed" in draft.counts or "injured" in draft.counts
    means = (*_MEANS, "detainer", "actor")
    return whole and several and killed and not scene.reading.has(draft.sentence.first, unit.last, *means)


def _is_between(scene: Scene, at: int) -> bool:
    """«على الطريق بين تل تمر وأبو راسين»: one point, though two names are told."""
    return scene.reading.has(max(0, at - 2), at, "between")


def _is_fight(scene: Scene, draft: Draft, time: Time) -> bool:
    """«معارك احتدمت منذ مساء أمس» at one place: an incident of the day it began, no sum over the hours since."""
    reading, unit = scene.reading, draft.unit
    since = reading.hit(time.first, "since") is not None
    one = bool(fine_places(unit)) and not draft.resolution.places
    return since and one and reading.has(unit.first, time.first, "fight")


def comma_after(scene: Scene, draft: Draft) -> int:
    """The first comma behind the unit's tolls, or the unit's end."""
    last = max(t.last for t in draft.unit.tolls)
    commas = scene.reading.commas
    while last < draft.unit.last and last not in commas:
        last += 1
    return last
