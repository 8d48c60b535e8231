"""The coder's words: cue phrases of outcomes, people, weapons, actors, reports and context, loaded and validated once.

An entry is one phrase with what it means; entries are found by the normal form of their first word. Inflection that
Arabic makes by rule (duals, verb persons, pronoun endings of kin) is made here, so the data lists only what is not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

from extractors.lexicon.inflection import conjugate, inflect
from extractors.normalize import normalize_phrase, normalize_word
from extractors.wordlists import LexiconError, read_lexicon

FILES = ("people", "outcomes", "context", "things", "weapons", "actors", "reports", "targets")
# Pronoun endings, in normal form; the data may not hold Arabic in code, so they are read from the file of endings.
_ENDINGS_FILE = "endings"
_LONGEST_STATE = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase of the lexicon: its words in normal form, its class, and what it says."""

    words: tuple[str, ...]
    cls: str
    tag: str = ""
    number: str = ""  # singular, dual, plural: of the noun, or of the verb's subject
    voice: str = ""  # passive, active, either: of a verb
    groups: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    circumstance: str = ""
    weapon: str = ""
    side: str = "after"
    rank: float = 1
    kind: str = ""
    definite: bool = False
    until: dt.date | None = None
    after: str = ""
    country: str = ""
    elsewhere: str = ""
    own: bool = False  # carries a pronoun ending («طفلاها»)
    present: bool = False
    link: str = ""  # the preposition before the people that a verb governs («أجهز على»)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries by the first word of their phrase, and the hash of the files they came from."""

    entries: dict[str, tuple[Entry, ...]]
    version: str
    general: frozenset[str]


@cache
def load_lexicon() -> Lexicon:
    """Every entry of every file; raises LexiconError on a phrase that stands twice in one class."""
    endings = read_lexicon(_ENDINGS_FILE)
    entries: list[Entry] = []
    digest = sha256()
    for name in FILES:
        digest.update((resources.files(__package__) / f"{name}.toml").read_bytes())
        data = read_lexicon(name)
        entries.extend(_BUILDERS[name](data, endings))
    return Lexicon(_index(entries), digest.hexdigest()[:12], frozenset(read_lexicon("people")["general"]))


def _index(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    seen: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        if not entry.words:
            raise LexiconError(f"an empty phrase in class {entry.cls}; remove it")
        seen.setdefault((entry.words, entry.cls, entry.tag, entry.number, entry.own, entry.needs, entry.voice), entry)
    index: dict[str, list[Entry]] = {}
    for entry in seen.values():
        index.setdefault(entry.words[0], []).append(entry)
    return {first: tuple(sorted(found, key=lambda e: -len(e.words))) for first, found in index.items()}


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(normalize_phrase(phrase).split())


def _nouns(table: dict[str, Any], feminine: bool, endings: dict[str, Any], **fields: Any) -> Iterator[Entry]:
    """All forms of each noun: singular with its accusative, dual by rule, plurals as listed, kin with pronouns."""
    for forms in table.get("feminine" if feminine else "masculine", []):
        head, _, extra = forms[0].partition(":")
        groups = (*fields.get("groups", ()), *filter(None, extra.split("+")))
        made = {**fields, "groups": groups}
        for words, number, own, definite in inflect(head, forms[1:], feminine, endings):
            yield Entry(words, number=number, own=own, definite=definite, **made)


def _verbs(table: dict[str, Any], needs: dict[str, frozenset[str]], endings: dict[str, Any]) -> Iterator[Entry]:
    fields = {
        "tag": table["outcome"],
        "voice": table["voice"],
        "needs": _needs(table, needs),
        "circumstance": table.get("circumstance", ""),
        "weapon": table.get("weapon", ""),
        "link": normalize_word(table.get("link", "")),
        "kind": table.get("by", ""),
    }
    for form, number, present in conjugate(table, endings):
        # A class of their own: «ضربة», «أسرة» and «إصابة» look like verbs with a pronoun and must not end a clause.
        struck = number.startswith("object")
        if not (struck and fields["needs"]):
            yield Entry((form,), "object_verb" if struck else "verb", number=number, present=present, **fields)
    listed = {_words(w): n for n, ws in table.get("numbers", {}).items() for w in ws}
    for form in table.get("forms", []):
        yield Entry(_words(form), "verb", number=listed.get(_words(form), "singular"), **fields)


def _needs(table: dict[str, Any], needs: dict[str, frozenset[str]]) -> frozenset[str]:
    """The words that must stand near a cue: a named set, or its own list."""
    wanted = table.get("needs", [])
    return needs[wanted] if isinstance(wanted, str) else frozenset(_words(word)[0] for word in wanted)


def _needed_words(data: dict[str, Any], endings: dict[str, Any]) -> dict[str, frozenset[str]]:
    sets = {}
    for name, table in data.items():
        made = {_words(word)[0] for word in table.get("words", [])}
        made |= {normalize_word(base) + pronoun for base in table.get("bases", []) for pronoun in endings["pronouns"]}
        made |= {form for form, _, _ in conjugate(table, endings)}
        sets[name] = frozenset(made)
    return sets


def _acts(table: dict[str, Any], needs: dict[str, frozenset[str]], endings: dict[str, Any]) -> Iterator[Entry]:
    """Verbal nouns: bare, people stand behind them; with a pronoun («إصابتهم»), before them."""
    fields = {"tag": table["outcome"], "needs": _needs(table, needs), "weapon": table.get("weapon", "")}
    for form in table["forms"]:
        words = _words(form)
        yield Entry(words, "act", **fields)
        if len(words) == 1 and table.get("pronouns", True):
            closed = endings["closed_teh"]
            stem = words[0][:-1] + endings["open_teh"] if words[0].endswith(closed) else words[0]
            for pronoun in endings["pronouns"]:
                yield Entry((stem + pronoun,), "phrase", side="before", own=True, **fields)


def _build_people(data: dict[str, Any], endings: dict[str, Any]) -> Iterator[Entry]:
    for group, table in data["group"].items():
        groups = () if group == "none" else (group,)
        yield from _listed(table.get("dual", []), "person", number="dual", groups=groups)
        owned = table.get("owned", [])
        yield from _listed(owned, "person", number="singular", own=True, definite=True, groups=groups)
        for feminine in (False, True):
            yield from _nouns(table, feminine, endings, cls="person", groups=groups)
    for group, phrases in data["modifier"].items():
        yield from _listed(phrases, "modifier", tag=group)
    for tag, phrases in data["collective"].items():
        yield from _listed(phrases, _COLLECTIVES[tag], tag=tag, number="plural")
    for value, phrases in data["counted"].items():
        yield from _listed(phrases, "counted", tag=value, number="plural")
    for tag, names in data["name"].items():
        yield from _listed(names, "name", tag=tag, number="singular")


def _listed(phrases: Iterable[str], cls: str, **fields: Any) -> Iterator[Entry]:
    for phrase in phrases:
        yield Entry(_words(phrase), cls, **fields)


_COLLECTIVES = {
    "forms": "collective",
    "bunch": "bunch",
    "unit": "people_unit",
    "made_of": "made_of",
    "one_of": "one_of",
}


def _build_outcomes(data: dict[str, Any], endings: dict[str, Any]) -> Iterator[Entry]:
    needs = _needed_words(data["needs"], endings)
    for table in data["verb"]:
        yield from _verbs(table, needs, endings)
    for table in data["act"]:
        yield from _acts(table, needs, endings)
    for table in data["result"]:
        circumstance = table.get("circumstance", "")
        groups = tuple(table.get("groups", ()))
        for feminine in (False, True):
            yield from _nouns(
                table, feminine, endings, cls="result", tag=table["outcome"], circumstance=circumstance, groups=groups
            )
    for table in data["phrase"]:
        for form in table["forms"]:
            yield Entry(
                _words(form),
                "phrase",
                tag=table["outcome"],
                side=table["side"],
                circumstance=table.get("circumstance", ""),
            )


def _build_context(data: dict[str, Any], endings: dict[str, Any]) -> Iterator[Entry]:
    for cls, table in data.items():
        for tag, phrases in table.items():
            for phrase in phrases:
                yield Entry(_words(phrase), cls, tag="" if tag == "forms" else tag)


def _build_things(data: dict[str, Any], endings: dict[str, Any]) -> Iterator[Entry]:
    for phrase in data["forms"]:
        yield Entry(_words(phrase), "thing")


def _build_weapons(data: dict[str, Any], endings: dict[str, Any]) -> Iterator[Entry]:
    for table in data["weapon"]:
        for phrase in table["forms"]:
            for words in _in_all_states(_words(phrase), endings):
                yield Entry(words, "weapon", tag=table["code"], rank=table["rank"])


def _in_all_states(words: tuple[str, ...], endings: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """An indefinite phrase as written, in the accusative («صاروخاً موجهاً») and definite («القذائف الصاروخية»)."""
    yield words
    article = endings["article"]
    if len(words) > _LONGEST_STATE or any(word.startswith(article) for word in words):
        return
    if not any(word.endswith(tuple(endings["no_tanwin"])) for word in words):
        yield tuple(word + endings["tanwin"] for word in words)
    if len(words) > 1:
        yield tuple(article + word for word in words)
        yield (words[0], *(article + word for word in words[1:]))


def _build_actors(data: dict[str, Any], endings: dict[str, Any]) -> Iterator[Entry]:
    for table in data["actor"]:
        fields = {
            "kind": table.get("kind", "force"),
            "rank": table.get("rank", 1),
            "until": table.get("until"),
            "after": table.get("after", ""),
            "country": table.get("country", ""),
            "elsewhere": table.get("elsewhere", ""),
        }
        for phrase in table["forms"]:
            yield Entry(_words(phrase), "actor", tag=table["code"], **fields)
    for cls in [name for name in data if name != "actor"]:
        for phrase in data[cls]["forms"]:
            yield Entry(_words(phrase), cls)


def _build_reports(data: dict[str, Any], endings: dict[str, Any]) -> Iterator[Entry]:
    for cls, table in data.items():
        for phrase in table["forms"]:
            yield Entry(_words(phrase), f"report_{cls}")


def _build_targets(data: dict[str, Any], endings: dict[str, Any]) -> Iterator[Entry]:
    for tag, phrases in data.items():
        for phrase in phrases:
            yield Entry(_words(phrase), "target", tag=tag)


_BUILDERS = {
    "targets": _build_targets,
    "people": _build_people,
    "outcomes": _build_outcomes,
    "context": _build_context,
    "things": _build_things,
    "weapons": _build_weapons,
    "actors": _build_actors,
    "reports": _build_reports,
}
