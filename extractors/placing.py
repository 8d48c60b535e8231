"""Decides from the place mentions of an event where its people were hit; says by what evidence, or gives no answer.

Order of evidence (codebook, «Place»): what holds the name («X بريف Y»), the clause, the sentence, the heading, the
paragraph, the dateline, the title; then the gazetteer: the other places of a list, a single meaning, the country that
the text or the outlet speaks of, prominence. What stays ambiguous is None and its `basis` says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractors.mentions import COUNTRY, DISTRICT, GOVERNORATE, PART, REGION, PlaceMention, level
from extractors.place_anaphors import stand_in
from extractors.place_answers import Question, only
from extractors.place_evidence import (
    COUNTRYSIDE,
    PlaceContext,
    countries_of,
    governorates_of,
    joined_title,
    prevailing_countries,
)

__all__ = ["PlaceContext", "Resolution", "governorates_of", "resolve"]


_SMALL = frozenset({"town", "village", "subdistrict"})
_QUARTER = "quarter"
_NAMED_AFTER_TOWNS = frozenset({"mosque", "street", "market", "square", "school"})  # a port lies in the town


class Resolution(NamedTuple):
    """Where an event was, as the codebook's fields; `basis` names the witness of the governorate, or why it is null."""

    place: str | None = None
    places: tuple[str, ...] = ()
    governorate: str | None = None
    country: str | None = None
    precision: int | None = None
    basis: str = "none"
    used: tuple[PlaceMention, ...] = ()


def resolve(clause: Sequence[PlaceMention], context: PlaceContext | None = None) -> Resolution:
    """The place of an event whose clause has these mentions; never a guess."""
    context = context or PlaceContext()
    mentions = [m for m in (stand_in(mention, context) for mention in clause) if m is not None]
    mentions = [
        _as_building(_as_town(m, mentions, context), context)
        for m in mentions
        if m.role != "doubtful" or _is_near(m, context)
    ]
    group = focus(mentions)
    if not group:
        return _without_place(mentions, context)
    question = Question.of(group, mentions, context)
    if all(level(mention) >= GOVERNORATE for mention in group):
        return _of_governorates(group, question)
    return _of_places(group, question, mentions)


def focus(mentions: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The finest mention that may be the place, the first of equals, with the mentions joined to it."""
    starts = {m.first for m in mentions}
    free = [m for m in mentions if not (m.of_direction and m.attached in starts)]
    plain = [m for m in free if not m.role]
    if not plain or level(min(plain, key=level)) >= DISTRICT:
        homes = (m for m in free if m.role == "home" and level(m) < DISTRICT)  # nobody is hit in «أبناء ريف جبلة»
        plain += [*(m for m in free if m.role == "doubtful"), *homes]
    if not plain:
        plain = [m for m in free if m.role in ("home", "launch", "toward")]
    if not plain:
        return []
    finest = min(plain, key=level)
    return next((group for group in _lists(mentions) if finest in group), [finest])


def _as_town(mention: PlaceMention, clause: Sequence[PlaceMention], context: PlaceContext) -> PlaceMention:
    """«في الجيزة بريف درعا»: a governorate's name may be a town's; what holds it, or the text's country, says so."""
    if mention.kind != "governorate" or mention.trigger or mention.of_direction:
        return mention
    units = {c.governorate for c in mention.candidates if c.kind == "governorate"}
    towns = [c for c in mention.candidates if c.governorate not in units]
    held = frozenset().union(*(governorates_of(m) for m in clause if m.attached == mention.first))
    spoken = frozenset[str]() if held else prevailing_countries(context, mention.first)
    if held & units or spoken & {code[:2] for code in units if code}:
        return mention
    near = tuple(c for c in towns if c.governorate in held or (c.country in spoken and c.kind in _SMALL))
    if not near:
        return mention
    return mention._replace(kind="place", candidates=near, kinds=frozenset(c.kind for c in near))


def _as_building(mention: PlaceMention, context: PlaceContext) -> PlaceMention:
    """«جامع الميتم» in Aleppo is named after no town of Yemen: what else is named lies elsewhere."""
    quarter = mention.trigger == _QUARTER and _QUARTER not in mention.kinds  # «حي النيرب» in Aleppo is no town of Idlib
    if not (quarter or mention.building in _NAMED_AFTER_TOWNS) or not mention.candidates:
        return mention
    frame = (*context.sentence, *context.heading, *context.paragraph, *context.title, *context.article)
    named = frozenset().union(
        *(governorates_of(m) for m in frame if m.first != mention.first or m.name != mention.name)
    )
    near = tuple(c for c in mention.candidates if c.governorate in named)
    if not named or (near and not quarter):
        return mention
    if near:
        return mention._replace(candidates=near, kinds=frozenset([_QUARTER]))
    return mention._replace(candidates=(), kinds=frozenset(), known=False, trigger=mention.building or _QUARTER)


def _is_near(mention: PlaceMention, context: PlaceContext) -> bool:
    """An ordinary word is no name of another country's town than the text speaks of («الحارة 14» in Omdurman)."""
    spoken = prevailing_countries(context, mention.first)
    return not spoken or not mention.candidates or bool(spoken & countries_of(mention))


def _lists(mentions: Sequence[PlaceMention]) -> list[list[PlaceMention]]:
    """The mentions as lists of those joined by «و»; what stands attached to one («سراقب بريف إدلب») is left out."""
    groups: list[list[PlaceMention]] = []
    for mention in mentions:
        group = groups[-1] if groups else []
        if mention.attached in {m.first for m in group}:
            continue
        if group and mention.conj and _free(group[-1]) and _free(mention):
            group.append(mention)
        else:
            groups.append([mention])
    return groups


def _free(mention: PlaceMention) -> bool:
    return mention.role in ("", "doubtful")


# answers


def _of_governorates(group: list[PlaceMention], question: Question) -> Resolution:
    if level(group[0]) == COUNTRY:
        country = only(countries_of(group[0])) if len(group) == 1 else None
        return Resolution(country=country, precision=6, basis="clause", used=tuple(group))
    answers = [question.answer(mention) for mention in group]
    country = only({answer.country for answer in answers if answer.country})
    names = tuple(dict.fromkeys(m.name for m in group))
    if len(names) > 1:
        return Resolution(names[0], names[1:], None, country, 4, "several", tuple(group))
    precision = 3 if group[0].of_direction or group[0].near else 4
    return Resolution(None, (), answers[0].code, country, precision, answers[0].basis, tuple(group))


def _of_places(group: list[PlaceMention], question: Question, clause: Sequence[PlaceMention]) -> Resolution:
    runs = _held_runs(group, clause)
    asked = (
        [question] if len(runs) == 1 else [Question.of(run, _own(run, runs, clause), question.context) for run in runs]
    )
    answers = [one.answer(mention) for one, run in zip(asked, runs, strict=True) for mention in run]
    codes = {answer.code for answer in answers if answer.code}
    best = next((answer for answer in answers if answer.code), answers[0])
    code, basis = (None, "several") if len(codes) > 1 else (best.code, best.basis)
    country = best.country or question.country()
    first, fineness = group[0], min(map(level, group))
    if fineness == PART or (fineness == REGION and _only_direction(first)):
        return Resolution(None, (), code, country, 3, basis, tuple(group))
    near = first.near or first.of_direction or first.trigger == "road"
    precision = 3 if fineness >= DISTRICT else 2 if near else 1
    names = list(dict.fromkeys(m.name for m in group))
    return Resolution(names[0], tuple(names[1:]), code, country, precision, basis, tuple(group))


def _held_runs(group: list[PlaceMention], clause: Sequence[PlaceMention]) -> list[list[PlaceMention]]:
    """The list cut behind each place that another holds: «A وB بريف X وC بريف Y» is A, B in X, and C in Y."""
    holders = {mention.attached for mention in clause}
    runs: list[list[PlaceMention]] = [[]]
    for mention in group:
        runs[-1].append(mention)
        if mention.first in holders:
            runs.append([])
    runs = [run for run in runs if run]
    return runs if len(runs) > 1 and group[-1].first in holders else [group]


def _own(run: list[PlaceMention], runs: list[list[PlaceMention]], clause: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The clause without the other runs and what holds them."""
    others = {m.first for other in runs if other is not run for m in other}
    return [mention for mention in clause if mention.first not in others and mention.attached not in others]


def _only_direction(mention: PlaceMention) -> bool:
    """«شمال غربي سوريا» is no name of a place, «البادية» is."""
    return mention.of_direction or {candidate.kind for candidate in mention.candidates} == {"direction"}


def _without_place(mentions: Sequence[PlaceMention], context: PlaceContext) -> Resolution:
    """Where an event is whose clause names no place: the narrowest frame, if it names one governorate."""
    at = max((m.first for m in (*mentions, *context.sentence)), default=0) + 1
    for basis, frame in (
        ("clause", mentions), ("sentence", context.sentence), ("heading", context.heading),
        ("paragraph", context.paragraph), ("dateline", context.dateline),
    ):  # fmt: skip
        useful = [m for m in frame if m.kind != "anaphor" and m.role not in ("launch", "treat", "speaker", "distance")]
        codes = frozenset().union(*map(governorates_of, useful)) if useful else frozenset()
        code = _narrowed(codes) or _narrowed(_spoken_of(codes, context, at))
        if code:
            return Resolution(None, (), code, code[:2], 4, basis, tuple(useful))
        if useful:
            country = only(frozenset().union(*map(countries_of, useful)))
            return Resolution(country=country, precision=6 if country else None, basis="several" if codes else basis)
    titled = joined_title(context)
    code = only(titled) or only(_spoken_of(titled, context, at))
    if code and any(level(m) == GOVERNORATE for m in context.title):
        return Resolution(None, (), code, code[:2], 4, "title", tuple(context.title))
    country = only(prevailing_countries(context, at))
    return Resolution(country=country, precision=6 if country else None, basis="unknown")


def _spoken_of(codes: frozenset[str], context: PlaceContext, at: int) -> frozenset[str]:
    """Of governorates that share a name («طرابلس») those of the country that the text speaks of."""
    spoken = prevailing_countries(context, at) if len(codes) > 1 else frozenset()
    return frozenset(code for code in codes if code[:2] in spoken)


def _narrowed(codes: frozenset[str]) -> str | None:
    """The one governorate of a set; a city with its countryside counts as the city."""
    for city, around in COUNTRYSIDE.items():
        if codes == {city, around}:
            return city
    return only(codes)
