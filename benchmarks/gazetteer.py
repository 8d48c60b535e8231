"""What the built-in gazetteer is worth against an official list: agreement, coverage, sentences with its names.

    python -m benchmarks.gazetteer PLACES.csv GOLD.jsonl

PLACES.csv has the columns name and governorate (P-code), one Syrian place a row; GOLD.jsonl holds annotated articles.
Nothing of the list enters the project. The exit code is 1 where a floor is missed, a row of places_sy.csv contradicts
the list without a reason in gazetteer_reasons.csv, or a reason there is needed no more.
"""

from __future__ import annotations

import csv
import json
import sys
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractors.gazetteer import build_gazetteer, load_gazetteer
from extractors.gazetteer.keys import phrase_key
from extractors.gazetteer.rows import read_rows
from extractors.places import find_places
from extractors.placing import resolve
from extractors.tokens import tokenize

HERE = Path(__file__).parent
BOUNDARIES = HERE.parent / "warehouse" / "report" / "boundaries.json"
BARE = "قُتل مدنيان في قصف على"
REPORT = f"{BARE} بلدة"
CITY, COUNTRYSIDE = "SY01", "SY03"
FLOORS = {"with governorate": 0.99, "bare, not wrong": 0.98, "incidents": 0.70}
ROUNDS = 5
MOST_SECONDS, MOST_MEGABYTES, MOST_BYTES = 0.2, 60.0, 400_000

Place = tuple[str, str]  # name, governorate


@dataclass
class Measures:
    """Shares that were reached, and what is to be mended: rows as lines of text."""

    shares: dict[str, float] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def share(self, name: str, right: int, of: int) -> None:
        """Note a share, and a fault where its floor is missed."""
        self.shares[name] = right / of if of else 0.0
        self.told.append(f"{name:20} {self.shares[name]:7.2%}  {right} of {of}")
        if self.shares[name] < FLOORS.get(name, 0.0):
            self.faults.append(f"{name}: below {FLOORS[name]:.0%}")


def read_places(path: Path) -> list[Place]:
    """Name and governorate of each row of a list."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(row["name"], row["governorate"]) for row in csv.DictReader(file)]


def read_reasons(path: Path = HERE / "gazetteer_reasons.csv") -> dict[Place, str]:
    """Why a row of places_sy.csv contradicts the list, by name and governorate."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["name"], row["governorate"]): row["reason"] for row in csv.DictReader(file)}


def find_governorate(text: str) -> str | None:
    """Where a report lies."""
    return resolve(find_places(tokenize(text))).governorate


def compare_rows(places: Iterable[Place], reasons: Mapping[Place, str], measures: Measures) -> None:
    """Whether each of our rows that the list knows too lies in one of its governorates, or has a reason not to."""
    listed: dict[str, set[str]] = defaultdict(set)
    for name, code in places:
        listed[phrase_key(name)].add(code)
    ours = {(row["name"], row["governorate"]) for row in read_rows("places_sy")}
    shared = {place for place in ours if phrase_key(place[0]) in listed}
    apart = {place for place in shared if place[1] not in listed[phrase_key(place[0])]}
    measures.share("rows that agree", len(shared - apart), len(shared))
    for name, code in sorted(apart - reasons.keys()):
        there = ", ".join(sorted(listed[phrase_key(name)]))
        measures.faults.append(f"{name} lies in {code}, in the list in {there}; mend the row or give a reason")
    for name, code in sorted(reasons.keys() - apart):
        measures.faults.append(f"{name} in {code}: contradicts nothing; drop its reason")


def cover(places: Sequence[Place], measures: Measures) -> None:
    """How many of the list's places the gazetteer has, by governorate."""
    gazetteer = load_gazetteer()
    known = Counter(c for name, c in places if any(p.governorate == c for p in gazetteer.look_up(name)))
    total = Counter(code for _, code in places)
    measures.share("coverage", known.total(), total.total())
    measures.told.append("  " + "  ".join(f"{code} {known[code]}/{total[code]}" for code in sorted(total)))


def place_names(places: Sequence[Place], measures: Measures) -> None:
    """The list's names in a sentence that names the governorate, and in one that does not."""
    named = {code: unit.name for code, unit in load_gazetteer().governorates.items()}
    inside = {CITY: f"في مدينة {named[CITY]}", COUNTRYSIDE: f"بريف {named[CITY]}"}
    right = sum(
        find_governorate(f"{REPORT} {name} {inside.get(code, f'بريف {named[code]}')}") == code for name, code in places
    )
    measures.share("with governorate", right, len(places))
    bare = Counter(
        "open" if found is None else "right" if found == code else "wrong"
        for name, code in places
        for found in [find_governorate(f"{REPORT} {name}")]
    )
    measures.share("bare, right", bare["right"], len(places))
    measures.share("bare, not wrong", len(places) - bare["wrong"], len(places))


def place_incidents(articles: Iterable[Mapping[str, object]], measures: Measures) -> None:
    """The places of annotated incidents, as a report names them that says nothing else of where."""
    places = [
        (event["place"], event["governorate"])
        for article in articles
        for event in article["events"]  # type: ignore[attr-defined]
        if event["place"] and event["governorate"] and event.get("scope") == "incident"
    ]
    found = [(find_governorate(f"{BARE} {name}"), code) for name, code in places]
    measures.share("incidents", sum(own == code for own, code in found), len(places))
    measures.share("incidents, not wrong", sum(own in (None, code) for own, code in found), len(places))


def weigh(measures: Measures) -> None:
    """Time and memory of loading, size of the boundaries."""
    seconds = min(time_loading() for _ in range(ROUNDS))
    tracemalloc.start()
    kept = build_gazetteer()
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    size = BOUNDARIES.stat().st_size
    measures.told.append(
        f"{len(kept.names)} keys, loaded in {seconds:.2f} s, {megabytes:.0f} MB; boundaries {size} bytes"
    )
    for what, is_over in (
        ("loading time", seconds > MOST_SECONDS),
        ("memory", megabytes > MOST_MEGABYTES),
        ("size of the boundaries", size > MOST_BYTES),
    ):
        if is_over:
            measures.faults.append(f"{what}: over the bound")


def time_loading() -> float:
    """Seconds of processor time that reading the files takes."""
    started = time.process_time()
    build_gazetteer()
    return time.process_time() - started


def main(arguments: Sequence[str]) -> int:
    """All measures on standard output."""
    if len(arguments) != 2 or "--help" in arguments:
        sys.stdout.write(__doc__ or "")
        return "--help" not in arguments
    places, measures = read_places(Path(arguments[0])), Measures()
    articles = [json.loads(line) for line in Path(arguments[1]).read_text(encoding="utf-8").splitlines()]
    compare_rows(places, read_reasons(), measures)
    cover(places, measures)
    place_names(places, measures)
    place_incidents(articles, measures)
    weigh(measures)
    sys.stdout.write("\n".join([*measures.told, *measures.faults]) + "\n")
    return bool(measures.faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
