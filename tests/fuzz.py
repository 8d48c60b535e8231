"""Inputs that no editor would send, and what must hold of any text's events: `python -m tests.fuzz --inputs 100000`.

Annotated articles are spoilt in every way that copying, filters and haste spoil texts, or words and characters are
thrown together. Every input follows from its number, so that a failure can be had again.
"""

import argparse
import datetime as dt
import json
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random

from extractors.casualties import extract
from extractors.records import OUTCOMES, Article

GOLD = Path(__file__).parent / "gold"
MARKS = [
    *".،؛:؟!«»()[]\"'-–—…/|*#%+~_",
    "\n",
    "\n\n",
    "\t",
    "\u00a0",
    "\u200f",
    "\u202b",
    "\u2067",
    "\ufeff",
    "\u0640",
    "\x00",
]
HARAKAT = [chr(code) for code in range(0x064B, 0x0653)]
DIGITS = [
    "0",
    "1",
    "2",
    "7",
    "15",
    "٣٥",
    "۳۵",
    "1.500",
    "12,000",
    "2015",
    "99999999999999",
    "½",
    "²",
    "٪",
    "3/4",
    "+50",
]
ODD = [
    "\ud7ff",
    "\ue000",
    "\U0001f534",
    "\ufdfa",
    "\ufefb",
    "a",
    "Ω",
    "中",
    "\u0301",
    "\u061c",
    "ﷺ",
    "ﻻ",
    "ـ",
    "ـ.ـ",
    "ٱ",
    "ڤ",
]
DAYS = [None, dt.date(1, 1, 1), dt.date(2016, 2, 29), dt.date(2020, 1, 15), dt.date(9999, 12, 31)]
CHUNK = 250


@cache
def gold():
    """Title and text of the annotated articles."""
    lines = [
        line
        for name in ("dev", "own", "held_back", "no_events")
        for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [(article.get("title"), article["text"]) for article in map(json.loads, lines)]


@cache
def words():
    """The words of the annotated articles, as often as they stand there."""
    return [word for _, text in gold() for word in text.split()]


def drop(rng, tokens):
    """Some words are lost."""
    return [token for token in tokens if rng.random() > 0.1]


def double(rng, tokens):
    """Some words come twice."""
    return [again for token in tokens for again in [token] * (1 + (rng.random() < 0.1))]


def swap(rng, tokens):
    """Two words change places, several times."""
    for _ in range(1 + len(tokens) // 10 if len(tokens) > 1 else 0):
        one, other = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        tokens[one], tokens[other] = tokens[other], tokens[one]
    return tokens


def cut(rng, tokens):
    """Only a stretch is left."""
    first = rng.randrange(len(tokens) + 1)
    return tokens[first : first + rng.randrange(len(tokens) + 1)]


def scatter(things):
    """Foreign things fall between the words."""

    def change(rng, tokens):
        return [part for token in tokens for part in ([rng.choice(things), token] if rng.random() < 0.1 else [token])]

    return change


def spoil_letters(rng, tokens):
    """Letters are lost, doubled, vocalised or masked inside the words."""

    def spoil(token):
        at = rng.randrange(len(token) + 1)
        middle = rng.choice(["", token[at : at + 1], rng.choice(HARAKAT), "ـ", ".", "*", rng.choice(ODD)])
        return token[:at] + middle + token[at + rng.randrange(2) :]

    return [spoil(token) if rng.random() < 0.2 else token for token in tokens]


def glue(rng, tokens):
    """Spaces are lost."""
    return ["".join(tokens[at : at + 2]) for at in range(0, len(tokens), 2)] if rng.random() < 0.3 else tokens


def mix(rng, tokens):
    """Words of other articles come in."""
    return [rng.choice(words()) if rng.random() < 0.15 else token for token in tokens]


CHANGES = [drop, double, swap, cut, scatter(MARKS), scatter(DIGITS), scatter(ODD), spoil_letters, glue, mix]


def spoil_article(rng):
    """An annotated article after one to four changes."""
    title, text = rng.choice(gold())
    tokens = text.split(" ")
    for change in rng.sample(CHANGES, rng.randint(1, 4)):
        tokens = change(rng, tokens)
    return title if rng.random() < 0.8 else text, " ".join(tokens)


def throw_words(rng):
    """Words of the articles in no order, with numbers and marks among them."""
    tokens = [rng.choice(words()) for _ in range(rng.randint(1, 80))]
    return None, " ".join(scatter(MARKS + DIGITS)(rng, tokens))


def throw_characters(rng):
    """Characters of every kind in no order."""
    kinds = [
        lambda: chr(rng.randrange(0x600, 0x700)),
        lambda: rng.choice(MARKS + DIGITS + ODD + [" "]),
        lambda: chr(rng.randrange(0xD800)),
    ]
    text = "".join(rng.choice(kinds)() for _ in range(rng.randint(0, 300)))
    return text[:40], text


def make_article(number):
    """The input of a number: of ten, seven spoilt articles, two of thrown words, one of thrown characters."""
    rng = Random(number)
    make = [spoil_article] * 7 + [throw_words] * 2 + [throw_characters]
    title, text = make[number % 10](rng)
    return Article(id=str(number), text=text, title=title, published=rng.choice(DAYS))


def find_faults(article, events):
    """What the events of an article break of the rules that hold for every text, a line each."""
    lengths = {"title": len(article.title or ""), "text": len(article.text)}
    for event in events:
        if not event.counts or not set(event.counts) <= set(OUTCOMES):
            yield f"outcomes {sorted(event.counts)}"
        if not event.spans:
            yield "no span"
        told = [*event.counts.values(), *(victims.count for victims in event.victims)]
        told += [count for other in event.alternatives for count in other.counts.values()]
        if any(c.low < 1 or (c.high is not None and c.high < c.low) for c in told):
            yield f"counts {told}"
        if any(not 0 <= s.start < s.end <= lengths[s.field] for s in event.spans):
            yield f"spans {event.spans}"
        if any(victims.outcome not in event.counts for victims in event.victims):
            yield f"victims {event.victims}"
        if event.governorate and event.country != event.governorate[:2]:
            yield f"{event.governorate} is not in {event.country}"
        if event.date is not None and article.published is None and event.date_precision == "publication":
            yield "a publication day without a publication"
        json.dumps(event.to_json(), allow_nan=False)


def try_article(article):
    """The faults of one article's events, and how many events there are."""
    try:
        events = extract(article)
        faults = list(find_faults(article, events))
        if extract(article) != events:
            faults.append("two readings differ")
    except Exception:
        return ["raises " + traceback.format_exc(limit=-3)], 0
    return faults, len(events)


def try_chunk(first, stop):
    """Faults by number, inputs and events of one stretch of inputs."""
    faults, events = {}, 0
    for number in range(first, stop):
        found, told = try_article(make_article(number))
        events += told
        if found:
            faults[number] = found
    return faults, stop - first, events


def main():
    """Try the inputs over several processes; exits with 0 only if nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    last = options.first + options.inputs
    starts = range(options.first, last, CHUNK)
    started, kinds, events = time.perf_counter(), Counter(), 0
    with ProcessPoolExecutor(options.processes, mp_context=get_context("forkserver")) as pool:
        for faults, _, told in pool.map(try_chunk, starts, [min(start + CHUNK, last) for start in starts]):
            events += told
            for number, found in faults.items():
                for fault in found:
                    kinds[fault.splitlines()[-1][:100]] += 1
                    if kinds[fault.splitlines()[-1][:100]] <= 3:
                        sys.stdout.write(f"input {number}: {fault}\n")
    seconds = time.perf_counter() - started
    sys.stdout.write(f"{options.inputs} inputs, {events} events, {sum(kinds.values())} faults, {seconds:.0f} s\n")
    for kind, count in kinds.most_common():
        sys.stdout.write(f"{count:6} {kind}\n")
    return bool(kinds)


if __name__ == "__main__":
    sys.exit(main())
