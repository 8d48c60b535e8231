"""How well claims are linked: precision and recall over pairs of events, on labelled sets.

`python -m tests.warehouse.linking` prints them. Three groups of sets: the annotated near-duplicates and the sets of
`sets/annotated.toml` with the events that a careful reader sees, and the texts of both `sets/texts.jsonl` and the
near-duplicates as the real coder reads them. In texts an event that nobody labelled is a happening of its own, and one
that the coder missed is linked to nothing, so that the coder's errors count too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb

from extractors.scoring import fold_place
from flows.past import ingest_file
from flows.settings import load_settings
from tests.warehouse.rows import REGISTRY, Batch, article, merge
from warehouse.connection import open_reader, open_writer
from warehouse.migrate import migrate
from warehouse.store import store_run

HERE = Path(__file__).parent
GOLD = HERE.parent / "gold" / "duplicates.jsonl"
NEAR_DUPLICATES = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
ANNOTATED = tomllib.loads((HERE / "sets" / "annotated.toml").read_text(encoding="utf-8"))["set"]
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
OUTSIDE = "-"
"""The label of a sum, which belongs to no incident."""

Event = dict[str, Any]
TELLS_BOTH = "dup12c"
"""The look-alike that tells another attack on the place and, beside it, what the texts that it looks like tell."""
LINKS = """
    select distinct event_id, incident_id from core.incident_claim where superseded_at is null
"""


@dataclass(slots=True)
class Labelled:
    """Events of one set: what each is called, the happening that it tells of, and the incident it was linked to."""

    name: str
    happening: dict[str, str] = field(default_factory=dict)
    incident: dict[str, str] = field(default_factory=dict)

    def pairs(self, groups: dict[str, str]) -> set[tuple[str, str]]:
        """The pairs that a grouping makes one."""
        members: dict[str, list[str]] = defaultdict(list)
        for event, group in groups.items():
            members[group].append(event)
        return {pair for together in members.values() for pair in combinations(sorted(together), 2)}

    @property
    def wrong(self) -> set[tuple[str, str]]:
        """Pairs linked though they are two happenings."""
        return self.pairs(self.incident) - self.pairs(self.happening)

    @property
    def missed(self) -> set[tuple[str, str]]:
        """Pairs of one happening that were not linked."""
        return self.pairs(self.happening) - self.pairs(self.incident)


@dataclass(slots=True)
class Score:
    """Precision and recall over the pairs of many sets."""

    sets: list[Labelled]

    @property
    def right(self) -> int:
        """Pairs linked that are one happening."""
        return sum(len(one.pairs(one.incident) & one.pairs(one.happening)) for one in self.sets)

    @property
    def precision(self) -> float:
        """Share of the linked pairs that are one happening."""
        return self.right / max(self.right + sum(len(one.wrong) for one in self.sets), 1)

    @property
    def recall(self) -> float:
        """Share of the pairs of one happening that are linked."""
        return self.right / max(self.right + sum(len(one.missed) for one in self.sets), 1)


def expected_of(text: dict[str, Any], other: dict[str, Any]) -> tuple[bool, bool | None]:
    """Whether two annotated near-duplicates of a set are one story, and share an incident (None: either may be)."""
    one_story = (text["same_article_as"] or text["id"]) == (other["same_article_as"] or other["id"])
    one_event = (text["same_event_as"] or text["id"]) == (other["same_event_as"] or other["id"])
    if "lookalike" in (text["relation"], other["relation"]) and TELLS_BOTH not in (text["id"], other["id"]):
        return one_story, False
    return one_story, True if one_event else None


# sets of annotated events


def annotated_batches() -> Iterator[tuple[Labelled, Batch]]:
    """Each set of `sets/annotated.toml`, in a governorate of its own."""
    for number, one in enumerate(ANNOTATED):
        code = f"L{number:03d}"
        found = Labelled(one["name"])
        for spec in one["articles"]:
            for ordinal, event in enumerate(spec.get("events", [spec])):
                label = event.get("is", "A")
                if label != OUTSIDE:
                    found.happening[f"{code}-{spec['id']}.v.{ordinal}"] = label
        rows = [article(spec, f"{code}-", spec.get("in", code), "SY") for spec in one["articles"]]
        yield found, merge(*rows)


def score_annotated(folder: Path) -> Score:
    """Link the annotated sets in a warehouse of their own."""
    told = list(annotated_batches())
    con = open_writer(folder / "annotated.duckdb")
    try:
        migrate(con)
        store_run(con, merge(REGISTRY, *(rows for _, rows in told)), recorded_at=NOW)
        links = dict(con.execute(LINKS).fetchall())
    finally:
        con.close()
    for found, _ in told:
        found.incident = {event: links[event] for event in found.happening if event in links}
    return Score([found for found, _ in told])


# texts read by the real coder


def read_texts() -> list[dict[str, Any]]:
    """The labelled texts: our own, and the near-duplicates with labels from their annotations."""
    lines = (HERE / "sets" / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines] + list(near_duplicates())


def near_duplicates() -> Iterator[dict[str, Any]]:
    """The annotated near-duplicates; events of one set, place, day and weapon are one happening."""
    for text in NEAR_DUPLICATES:
        events = []
        for event in text["events"]:
            happening = [event["governorate"], fold_place(event["place"] or ""), event["date"], event["weapon"]]
            label = OUTSIDE if event["scope"] != "incident" else " ".join(map(str, happening))
            counts = {name: event[name][0] for name in ("killed", "injured", "missing") if event[name]}
            events.append({**counts, "place": event["place"], "is": label})
        names = ("id", "set", "outlet", "published", "title", "text")
        yield {**{name: text[name] for name in names}, "events": events}


def link_texts(texts: Iterable[dict[str, Any]], home: Path) -> Path:
    """Ingest the texts as a person would; returns the published warehouse."""
    home.mkdir(parents=True, exist_ok=True)
    names = ("id", "outlet", "published", "title", "text")
    lines = [json.dumps({name: text[name] for name in names}, ensure_ascii=False) for text in texts]
    (home / "texts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    settings = load_settings(home, {})
    ingest_file(settings, home / "texts.jsonl")
    return settings.warehouse_path


def score_texts(texts: list[dict[str, Any]], warehouse: Path) -> Score:
    """Compare the incidents of the coder's events with the labels."""
    con = open_reader(warehouse)
    try:
        told = read_events(con)
    finally:
        con.close()
    sets: dict[str, Labelled] = {}
    for text in texts:
        found = sets.setdefault(text["set"], Labelled(text["set"]))
        events = told.get((text["outlet"], text["text"]), [])
        partner = align(text["events"], events)
        for number, label in enumerate(text["events"]):
            name = f"{text['id']}.{number}"
            if label["is"] == OUTSIDE:
                continue
            found.happening[name] = label["is"]
            if name_of := partner.get(number):
                found.incident[name] = name_of["incident_id"] or f"alone {name}"
        extras = [event for event in events if all(event is not taken for taken in partner.values())]
        for event in extras:
            if event["incident_id"] and not event["retold"]:
                found.happening[event["event_id"]] = label_extra(event, text["events"])
                found.incident[event["event_id"]] = event["incident_id"]
    return Score(list(sets.values()))


def read_events(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[Event]]:
    """The standing events of each text with their incidents, by outlet and text."""
    cursor = con.execute(
        """
        select version.text, article.outlet_id, event.event_id, event.killed_low, event.injured_low, event.missing_low,
            event.place, event.retold, event.circumstance, link.incident_id
        from core.standing_event as event
        join core.article_version as version using (version_id)
        join core.article as article on article.article_id = event.article_id
        left join (
            select distinct event_id, incident_id from core.incident_claim where superseded_at is null
        ) as link on link.event_id = event.event_id
        order by event.ordinal
        """
    )
    names = [column[0] for column in cursor.description or ()]
    told: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for row in cursor.fetchall():
        event = dict(zip(names, row, strict=True))
        told[(event["outlet_id"], event["text"])].append(event)
    return told


def align(labels: list[dict[str, Any]], events: list[Event]) -> dict[int, Event]:
    """Which of the coder's events each labelled one is: the likest pair first; a place or a count must agree."""
    scored = [(likeness(label, event), n, i) for n, label in enumerate(labels) for i, event in enumerate(events)]
    partner: dict[int, Event] = {}
    taken: set[int] = set()
    for score, number, index in sorted(scored, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if score > 0 and number not in partner and index not in taken:
            partner[number] = events[index]
            taken.add(index)
    return partner


def label_extra(event: Event, labels: list[dict[str, Any]]) -> str:
    """What an event that no label took tells of.

    A part of a labelled one, if that has all its counts; later deaths: of the only happening of their text.
    """
    happenings = {str(label["is"]) for label in labels}
    if event["circumstance"] in ("died_of_wounds", "recovered") and len(happenings) == 1:
        return happenings.pop()
    told = {name: event[f"{name}_low"] for name in ("killed", "injured", "missing") if event[f"{name}_low"] is not None}
    for label in labels:
        if told and label["is"] != OUTSIDE and all(label.get(name) == number for name, number in told.items()):
            return str(label["is"])
    return f"extra {event['event_id']}"


def likeness(label: dict[str, Any], event: Event) -> int:
    place = label.get("place")
    same_place = bool(place) and fold_place(event["place"] or "") == fold_place(place)
    counts = [name for name in ("killed", "injured", "missing") if label.get(name) is not None]
    same_counts = sum(event[f"{name}_low"] == label[name] for name in counts)
    return 3 * same_place + 2 * same_counts


def report(title: str, score: Score) -> str:
    """The figures of a group of sets in words, and each wrong or missed pair."""
    head = f"{title}: {len(score.sets)} sets, precision {score.precision:.3f}, recall {score.recall:.3f}"
    lines = [
        f"  {one.name}: {what} {' + '.join(pair)}"
        for one in score.sets
        for what, pairs in (("linked wrongly", one.wrong), ("not linked", one.missed))
        for pair in sorted(pairs)
    ]
    return "\n".join([head, *lines])


def main() -> None:
    """Score all sets and print what is right and what is not."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(report("annotated sets", score_annotated(folder)))  # noqa: T201 it is the command's output
        texts = read_texts()
        warehouse = link_texts(texts, folder / "home")
        print(report("texts with the real coder", score_texts(texts, warehouse)))  # noqa: T201


if __name__ == "__main__":
    main()
