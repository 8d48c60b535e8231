"""Places: loading, memory, finding and resolving; and why names are looked up by token instead of by Aho-Corasick.

    python -m benchmarks.places [ARTICLES.jsonl]    the annotated articles, if no others are named
    python -m benchmarks.places --small             each measurement once

The automaton finds only the exact forms; borders, clitics, the article and joined spellings would still be to do.
"""

from __future__ import annotations

import argparse
import json
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import ahocorasick_rs

from extractors.gazetteer import build_gazetteer
from extractors.place_words import load_place_words
from extractors.places import PlaceFinder
from extractors.placing import PlaceContext, resolve
from extractors.tokens import tokenize

ROUNDS = 15
GOLD = Path(__file__).parents[1] / "tests" / "gold" / "dev.jsonl"


def best(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", nargs="?", type=Path, default=GOLD)
    parser.add_argument("--small", action="store_true", help="each measurement once; for CI")
    options = parser.parse_args()
    measure(
        [json.loads(line)["text"] for line in options.articles.open(encoding="utf-8")], 1 if options.small else ROUNDS
    )


def measure(texts: list[str], rounds: int) -> None:
    load_place_words()
    started = time.process_time()
    gazetteer = build_gazetteer()
    loading = time.process_time() - started
    tracemalloc.start()
    kept = build_gazetteer()
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    assert kept.version == gazetteer.version
    finder = PlaceFinder(gazetteer, load_place_words())
    tokens = [tokenize(text) for text in texts]
    mentions = [finder.find(each) for each in tokens]
    clauses = [found[at : at + 3] for found in mentions for at in range(0, len(found), 3)]
    forms = sorted({form for named in gazetteer.names.values() for form in (*named.free_forms, *named.bound_forms)})
    automaton = ahocorasick_rs.AhoCorasick(forms, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    joined = [" ".join(each.norms) for each in tokens]
    per_750 = 750 * 1e6 / sum(map(len, texts))
    print(f"load {loading:.3f} s, {megabytes:.1f} MB, {len(gazetteer.names)} keys, {len(forms)} forms")
    print(
        f"tokenize          {best(lambda: [tokenize(t) for t in texts], rounds) * per_750:7.1f} µs per 750 characters"
    )
    print(f"find places       {best(lambda: [finder.find(t) for t in tokens], rounds) * per_750:7.1f}")
    readings = finder.table.readings
    looked_up = best(lambda: [[readings(norm) for norm in each.norms] for each in tokens], rounds)
    print(f"token look-up     {looked_up * per_750:7.1f}")
    matched = best(lambda: [automaton.find_matches_as_indexes(t) for t in joined], rounds)
    print(f"automaton alone   {matched * per_750:7.1f}")
    each = best(lambda: [resolve(c, PlaceContext(sentence=c, paragraph=c, article=c)) for c in clauses], rounds)
    print(f"resolve an event  {each / len(clauses) * 1e6:7.1f} µs")


if __name__ == "__main__":
    main()
