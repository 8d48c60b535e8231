"""Nouns that stand for a place named before: «البلدة», «المدينة», «المحافظة», «العاصمة»."""

from __future__ import annotations

from extractors.mentions import PlaceMention
from extractors.place_evidence import PlaceContext, joined_title, prevailing_countries

_WITHIN_CITY = frozenset({"quarter"})


def stand_in(mention: PlaceMention, context: PlaceContext) -> PlaceMention | None:
    """The mention that «البلدة», «العاصمة» … stands for: the last one before it that the noun fits."""
    if mention.kind != "anaphor":
        return mention
    if mention.trigger == "capital":
        return _capital(mention, context)
    known = {m.first: m for m in (*context.article, *context.heading, *context.paragraph, *context.sentence)}
    before = sorted((m for m in known.values() if m.first < mention.first), key=lambda m: -m.first)
    before += reversed(context.title)
    if mention.trigger == "governorate" and joined_title(context):
        before = [*reversed(context.title), *before]  # the governorate that the article is about
    fitting = [m for m in before if _fits(mention.trigger, m)]
    if not fitting and mention.trigger == "camp":  # «مخيم للنازحين قرب X» … «في المخيم»
        fitting = [m for m in before if m.near and m.kind == "place"]
    if not fitting:
        return None
    said = fitting[0]
    kind = {"governorate": "governorate", "city": "place"}.get(mention.trigger, said.kind)
    return mention._replace(
        name=said.name,
        norm=said.norm,
        kind=kind,
        candidates=said.candidates,
        kinds=said.kinds,
        known=said.known,
    )


def _fits(noun: str, earlier: PlaceMention) -> bool:
    if earlier.kind in ("anaphor", "country") or earlier.role not in ("", "home") or earlier.building:
        return False
    if earlier.of_direction and earlier.attached >= 0 and noun != "governorate":
        return False  # in «X شمال Y … المدينة» the town is X
    kinds = {candidate.kind for candidate in earlier.candidates}
    if noun == "governorate":
        return "governorate" in kinds
    if earlier.trigger == noun:
        return True
    if noun == "city":
        if earlier.trigger in _WITHIN_CITY or earlier.trigger == "rural" or earlier.kind == "direction_part":
            return False  # «حي الزهراء شرقي المدينة», «اعزاز بريف حلب … بالمدينة»: no town of that name
        return bool(kinds & {"city", "town", "governorate"})
    if noun == "area":
        return earlier.kind in ("place", "district", "region")
    return noun in kinds


def _capital(mention: PlaceMention, context: PlaceContext) -> PlaceMention | None:
    countries = prevailing_countries(context, mention.first)
    fitting = [c for c in mention.candidates if c.country in countries]
    if len(fitting) != 1:
        return None
    return mention._replace(
        kind="governorate", candidates=(fitting[0],), name=fitting[0].name, kinds=frozenset({"governorate"})
    )
