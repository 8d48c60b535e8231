"""The table of number words: every spelling with every clitic, looked up once a token."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from extractors.normalize import normalize_word
from extractors.records import Quantifier
from extractors.wordlists import LexiconError, Phrases, glue, phrase_words, read_lexicon

UNIT, PART, TEN, TENS, TEEN, HUNDRED, HUNDREDS = "unit", "part", "ten", "tens", "teen", "hundred", "hundreds"
SCALE, SCALE_ALIF, SCALE_DUAL, SCALE_PLURAL = "scale", "scale_alif", "scale_dual", "scale_plural"
PLURAL, FEW, ODD, HALF, SEVERAL = "plural", "few", "odd", "half", "several"
ORDINAL, ORDINAL_PART, CLITIC, VAGUE = "ordinal", "ordinal_part", "clitic", "vague"
DIGITS, DECIMAL = "digits", "decimal"
_CARDINALS = (UNIT, PART, TEN, TENS, TEEN, HUNDRED, HUNDREDS, PLURAL, FEW, ODD, HALF, SEVERAL)
_SCALES = (SCALE, SCALE_ALIF, SCALE_DUAL, SCALE_PLURAL)
_KINDS = frozenset((*_CARDINALS, *_SCALES, ORDINAL, ORDINAL_PART))


class Form(NamedTuple):
    """One spelling of a number word: its kind in the grammar, its value, and the clitics it carries.

    `gender` is that of the people counted, where the word tells it. `printed_with`, `printed_without`: a letter that
    the printed word must or must not have, where folding has made it the same as another word.
    """

    kind: str
    value: int
    gender: str | None = None
    definite: bool = False
    conj: str = ""
    prep: str = ""
    printed_with: str = ""
    printed_without: str = ""


@dataclass(frozen=True, slots=True)
class NumeralLexicon:
    """The numeral lexicon, ready for look-up by normal form."""

    forms: dict[str, Form]
    quantifiers: Phrases[Quantifier]
    after: Phrases[Quantifier]
    vague: Phrases[bool]
    between: Phrases[bool]
    source: Phrases[bool]
    openers: frozenset[str]  # the last words of quantifiers and range words
    names: frozenset[str]
    names_after: frozenset[str]
    partitives: frozenset[str]
    days: frozenset[str]
    months: frozenset[str]
    ordinal_heads: frozenset[str]
    connectors: frozenset[str]
    dashes: frozenset[str]
    rises: frozenset[str]
    percents: frozenset[str]
    percent_word: str
    percent_hundred: frozenset[str]
    comparatives: frozenset[str]
    comparative_of: str
    signs: dict[str, Quantifier]
    brackets: dict[str, str]
    and_letter: str
    conj_letters: tuple[str, ...]
    article: str
    uncounted: frozenset[str]
    enumerator: str


@cache
def numeral_lexicon() -> NumeralLexicon:
    """The lexicon file numerals.toml, read and expanded once a process; raises LexiconError."""
    tables = read_lexicon("numerals")
    prefixes = _prefixes(tables["clitics"])
    quantifiers = _quantifiers(tables, prefixes, "")
    between = _phrases(tables, prefixes, tables["ranges"]["between"])
    source = _phrases(tables, prefixes, tables["ranges"]["from"])
    return NumeralLexicon(
        forms=_forms(tables),
        quantifiers=quantifiers,
        after=_quantifiers(tables, ("",), "_after"),
        vague=_phrases(tables, prefixes, tables["vague"]["phrases"]),
        between=between,
        source=source,
        openers=frozenset((*quantifiers.lasts, *between.lasts, *source.lasts)),
        names=_headed(prefixes, tables["lookalikes"]["names"]),
        names_after=_norms(tables["lookalikes"]["names_after"]),
        partitives=_norms(tables["lookalikes"]["partitives"]),
        days=_headed(prefixes, tables["lookalikes"]["days"]),
        months=_headed(prefixes, tables["lookalikes"]["months"]),
        ordinal_heads=_headed(prefixes, tables["digits"]["ordinal_heads"]),
        connectors=_norms(tables["ranges"]["connectors"]),
        dashes=frozenset(tables["ranges"]["dashes"]),
        rises=_headed(prefixes, tables["ranges"]["rises"]),
        percents=frozenset(tables["percent"]["signs"]) | _norms(tables["percent"]["glued"]),
        percent_word=normalize_word(tables["percent"]["word"]),
        percent_hundred=_norms(tables["percent"]["hundred"]),
        comparatives=_norms(tables["quantifiers"]["comparatives"]),
        comparative_of=normalize_word(tables["quantifiers"]["comparative_of"]),
        signs=_signs(tables["quantifiers"]),
        brackets=tables["brackets"],
        and_letter=tables["clitics"]["conj"][0],
        conj_letters=tuple(tables["clitics"]["conj"]),
        article=tables["clitics"]["article"],
        uncounted=_norms(tables["lookalikes"]["uncounted"]),
        enumerator=tables["lookalikes"]["enumerator"],
    )


def _norms(words: list[str]) -> frozenset[str]:
    return frozenset(map(normalize_word, words))


def _signs(tables: dict[str, Any]) -> dict[str, Quantifier]:
    signs: dict[str, Quantifier] = dict.fromkeys(tables["plus"], "at_least")
    return signs | dict.fromkeys(tables["circa"], "about")


def _headed(prefixes: tuple[str, ...], words: list[str]) -> frozenset[str]:
    return frozenset(prefix + normalize_word(word) for word in words for prefix in prefixes)


def _prefixes(clitics: dict[str, Any]) -> tuple[str, ...]:
    """Clitics that a first word may carry, without the article."""
    return tuple(conj + prep for conj in ("", *clitics["conj"]) for prep in ("", *clitics["prep"]))


def _forms(tables: dict[str, Any]) -> dict[str, Form]:
    lookalikes = tables["lookalikes"]
    no_article = _norms(lookalikes["no_article"])
    bare = _bare_forms(tables)
    forms: dict[str, Form] = {}
    for word, form in bare.items():
        for spelled, clitic_form in _with_clitics(tables["clitics"], word, form, word not in no_article):
            if spelled not in bare or spelled == word:
                forms.setdefault(spelled, clitic_form)
    for spelled, form in _glued_tens(tables["clitics"]["conj"][0], bare).items():
        forms.setdefault(spelled, form)
    for word in lookalikes["never"]:
        forms.pop(normalize_word(word), None)
    for word in tables["percent"]["glued"]:
        forms.pop(normalize_word(word), None)
    for phrase in tables["vague"]["phrases"]:
        for spelled, form in _with_clitics(tables["clitics"], phrase_words(phrase)[0], Form(VAGUE, 3), article=False):
            forms.setdefault(spelled, form)
    for spelled, (conj, prep, article) in tables["digits"]["tokens"].items():
        forms[spelled] = Form(CLITIC, 0, definite=bool(article), conj=conj, prep=prep)
    return forms


def _bare_forms(tables: dict[str, Any]) -> dict[str, Form]:
    bare: dict[str, Form] = {}
    for at, entry in enumerate(tables["word"]):
        if entry["kind"] not in _KINDS:
            raise LexiconError(
                f"lexicon/numerals.toml: word[{at}].kind: {entry['kind']!r} is not one of {sorted(_KINDS)}"
            )
        form = Form(entry["kind"], entry["value"], entry.get("gender"))
        for word in map(normalize_word, entry["forms"]):
            if word in bare and bare[word] != form:
                raise LexiconError(f"lexicon/numerals.toml: word[{at}].forms: {word!r} stands in two entries; keep one")
            bare[word] = form
    _add_joined(tables["joined"], bare)
    for rule in ("printed_with", "printed_without"):
        for letter, words in tables["lookalikes"][rule].items():
            for word in map(normalize_word, words):
                bare[word] = bare[word]._replace(**{rule: letter})
    return bare


def _add_joined(joined: dict[str, Any], bare: dict[str, Form]) -> None:
    for stem, value in joined["hundred_stems"].items():
        for hundred in joined["hundreds"]:
            bare[normalize_word(stem + hundred)] = Form(HUNDREDS, value * 100)
    for stem, value in joined["ten_stems"].items():
        for ten in joined["ten"]:
            bare[normalize_word(stem) + normalize_word(ten)] = Form(TEEN, value + 10)


def _glued_tens(letter: str, bare: dict[str, Form]) -> dict[str, Form]:
    """«خمسةوعشرين»: a unit and a ten in one word, alone or after «و»."""
    units = {word: form for word, form in bare.items() if form.kind == UNIT and not form.printed_without}
    glued: dict[str, Form] = {}
    for word, form in bare.items():
        if form.kind == TENS:
            for unit, small in units.items():
                joined = Form(TEEN, small.value + form.value, small.gender)
                glued[unit + letter + word] = joined
                glued[letter + unit + letter + word] = joined._replace(conj=letter)
    return glued


def _with_clitics(clitics: dict[str, Any], word: str, form: Form, article: bool) -> list[tuple[str, Form]]:
    spelled = [(word, form), *((prep + word, form._replace(prep=prep)) for prep in clitics["prep"])]
    if article:
        spelled.append((clitics["article"] + word, form._replace(definite=True)))
        for prep, joined in clitics["article_after"].items():
            spelled.append((joined + word, form._replace(prep=prep, definite=True)))
    return spelled + [(conj + text, made._replace(conj=conj)) for conj in clitics["conj"] for text, made in spelled]


def _expand(tables: dict[str, Any], phrase: str) -> list[tuple[str, ...]]:
    infixes = ("", *tables["quantifiers"]["infixes"]) if "_" in phrase.split() else ("",)
    variants: list[tuple[str, ...]] = []
    for infix in infixes:
        variants += glue(phrase_words(phrase.replace("_", infix)), tables["clitics"]["glued"])
    return variants


def _phrases(tables: dict[str, Any], prefixes: tuple[str, ...], phrases: list[str]) -> Phrases[bool]:
    found = Phrases[bool](prefixes)
    for phrase in phrases:
        for words in _expand(tables, phrase):
            found.add(words, True)
    return found.sort()


def _quantifiers(tables: dict[str, Any], prefixes: tuple[str, ...], suffix: str) -> Phrases[Quantifier]:
    found = Phrases[Quantifier](prefixes)
    kinds: tuple[Quantifier, ...] = ("about", "at_least", "at_most")
    for kind in kinds:
        for phrase in tables["quantifiers"][kind + suffix]:
            for words in _expand(tables, phrase):
                found.add(words, kind)
    return found.sort()
