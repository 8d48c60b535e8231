"""Places: loading, memory, finding and resolving; and why names are looked up by token instead of by Aho-Corasick.

    python -m benchmarks.places [ARTICLES.jsonl]    the annotated articles, if no others are named

The automaton finds only the exact forms; borders, clitics, the article and joined spellings would still be to do.
"""

from __future__ import annotations

import json
import sys
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


def best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
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
    print(f"tokenize          {best(lambda: [tokenize(t) for t in texts]) * per_750:7.1f} µs per 750 characters")
    print(f"find places       {best(lambda: [finder.find(t) for t in tokens]) * per_750:7.1f}")
    readings = finder.table.readings
    looked_up = best(lambda: [[readings(norm) for norm in each.norms] for each in tokens])
    print(f"token look-up     {looked_up * per_750:7.1f}")
    print(f"automaton alone   {best(lambda: [automaton.find_matches_as_indexes(t) for t in joined]) * per_750:7.1f}")
    each = best(lambda: [resolve(c, PlaceContext(sentence=c, paragraph=c, article=c)) for c in clauses]) / len(clauses)
    print(f"resolve an event  {each * 1e6:7.1f} µs")


if __name__ == "__main__":
    main()
