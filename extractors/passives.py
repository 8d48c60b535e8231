"""What stands behind a verb that tells only who was hit: its subject, and whose shots they were."""

from __future__ import annotations

from extractors.people import People
from extractors.reading import Hit, Reading
from extractors.wordlists import read_lexicon

_ENDINGS = read_lexicon("endings")
_GRAMMAR = _ENDINGS["grammar"]
_ARTICLE, _WITH = _GRAMMAR["the"], _GRAMMAR["with"]
_WHO = frozenset((*_GRAMMAR["who"], *_GRAMMAR["who_one"]))
_PRONOUNS = tuple(_GRAMMAR["his"])
_PRESENT = tuple({form[0] for form in _ENDINGS["present"]})  # «سيارة يقودها شاب»
_NOMINATIVE_DUAL = _ENDINGS["dual"][0]
_SHORTEST = 3  # letters of a noun before its pronoun


def is_late_subject(reading: Reading, people: People, cue: Hit) -> bool:
    """«اغتيل على مقربة من منزله قيادي»: the subject of a passive verb, behind a word that owns nothing more."""
    if cue.entry.cls != "verb" or cue.entry.voice != "passive" or not _can_be_subject(reading, people):
        return False
    before = people.first - 1
    if not _WHO.isdisjoint(reading.norms[cue.last : before]):
        return False  # «أصيب المنزل الذي يسكنه طبيب»
    return before in reading.place_at or before in reading.time_at or _is_closed(reading.norms[before])


def _can_be_subject(reading: Reading, people: People) -> bool:
    """Whether an indefinite noun of one or two stands in no other case than the subject's, as far as it is written."""
    noun = reading.hit(people.first, "person")
    if noun is None or noun.prep or people.noun != "known" or people.result is not None or people.number == "plural":
        return False
    if people.number == "dual" and not reading.norms[people.first].endswith(_NOMINATIVE_DUAL):
        return False
    return not (people.accusative or people.definite or people.own)


def _is_closed(norm: str) -> bool:
    """«البلدة», «منزله»: with an article or a pronoun a noun owns nothing behind it, as «منزل طبيب» does."""
    owned = any(norm.endswith(pronoun) and len(norm) >= len(pronoun) + _SHORTEST for pronoun in _PRONOUNS)
    return norm.startswith(_ARTICLE) or (owned and not norm.startswith(_PRESENT))


def is_shooter(reading: Reading, people: People) -> bool:
    """«قُتل برصاص قناص», «أصيب بنيران جندي»: whose shots they were."""
    armed = people.number == "singular" and not people.numbered and any(g == "combatant" for g, _ in people.groups)
    shots = reading.hit(people.first - 1, "weapon", "strike") if armed else None
    if shots is None or shots.article or shots.last != people.first:
        return False
    return reading.norms[shots.first].startswith(_WITH)
