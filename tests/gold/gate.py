"""The gate: the coder's figures on the gold files must not fall below their floors.

`python -m tests.gold.gate` prints the figures beside the floors; `--update` raises the floors to a hair under the
figures, and lowers one only with `--allow-regression`. A floor holds for the corpus whose hash stands beside it.
"""

import argparse
import datetime as dt
import json
import sys
import tomllib
from functools import cache
from hashlib import sha256
from pathlib import Path

from extractors.casualties import extract
from extractors.records import Article
from extractors.scoring import LEVELS, Score, judge_article

HERE = Path(__file__).parent
FLOORS = HERE / "floors.toml"
CORPORA = ("dev", "own", "manners", "held_back", "no_events")
HAIR = 0.005
CEILINGS = ("people_error",)  # figures that are better the lower they are


@cache
def corpus(name):
    """Hash and articles of a gold file."""
    content = (HERE / f"{name}.jsonl").read_bytes()
    return sha256(content).hexdigest(), [json.loads(line) for line in content.splitlines()]


def as_article(line):
    """A gold line as the coder reads it."""
    day = dt.date.fromisoformat(line["published"])
    return Article(id=line["id"], text=line["text"], title=line.get("title"), published=day)


@cache
def measure(name):
    """The figures of the coder on a corpus, in the floors' names."""
    verdicts = (
        judge_article(line["events"], [event.to_json() for event in extract(as_article(line))])
        for line in corpus(name)[1]
    )
    score = sum((verdict.score for verdict in verdicts), Score())
    figures = {"clean_articles": score.clean} if score.negatives else {}
    if not score.gold:
        return figures
    told = score.to_json()
    return figures | {
        **{level: round(score.f1(n), 4) for n, level in enumerate(LEVELS)},
        **{key: told[key] for key in ("weapon", "actor", "victims_f1", "people_error")},
    }


def read_floors():
    """By corpus its hash and the floor of each figure."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8"))


def is_worse(key, figure, floor):
    """Whether a figure lies on the wrong side of its floor."""
    return figure > floor if key in CEILINGS else figure < floor


def set_floor(key, figure):
    """The floor a hair under a figure; articles are counted whole."""
    if key == "clean_articles":
        return figure
    return round(figure + HAIR if key in CEILINGS else max(figure - HAIR, 0), 4)


def compare(name, floors):
    """The table of one corpus as lines, and whether it fails."""
    digest, lines = corpus(name)
    pinned, figures = floors.get(name, {}), measure(name)
    table, failed = [f"{name}: {len(lines)} articles"], False
    if pinned.get("sha256") != digest:
        failed = True
        table.append(
            f"  is not the corpus that the floors were set on ({digest[:12]}, pinned {pinned.get('sha256', '')[:12]})"
        )
    for key, figure in figures.items():
        floor = pinned.get(key)
        bad = floor is None or is_worse(key, figure, floor)
        failed |= bad
        table.append(
            f"  {key:15}{figure:8.4g}  {'ceiling' if key in CEILINGS else 'floor':8}{floor}{'   FAILS' if bad else ''}"
        )
    for key in pinned.keys() - figures.keys() - {"sha256"}:
        failed = True
        table.append(f"  {key:15} is measured no more")
    return table, failed


def lowered(old, new):
    """The floors that would give way, a line each."""
    return [
        f"{name}.{key}: {floor} -> {new[name].get(key)}"
        for name, keys in old.items()
        for key, floor in keys.items()
        if key != "sha256" and (key not in new[name] or is_worse(key, new[name][key], floor))
    ]


def raise_floors(old):
    """The floors of the present figures; a floor that the figures clear by less than a hair stays."""
    new = {}
    for name in CORPORA:
        digest, _ = corpus(name)
        pinned = old.get(name, {})
        new[name] = {"sha256": digest}
        for key, figure in measure(name).items():
            floor, known = set_floor(key, figure), pinned.get(key)
            stays = known is not None and is_worse(key, floor, known) and not is_worse(key, figure, known)
            new[name][key] = known if stays else floor
    return new


def write_floors(floors):
    """Writes the floors, a table a corpus."""
    text = "# Floors of the coder's figures, set by `python -m tests.gold.gate --update`; people_error is a ceiling.\n"
    for name, keys in floors.items():
        text += f"\n[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
    FLOORS.write_text(text, encoding="utf-8")


def main():
    """Print the figures beside the floors, or move the floors; exits with 1 where one fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true", help="raise the floors")
    parser.add_argument("--allow-regression", action="store_true", help="let --update lower floors too")
    options = parser.parse_args()
    floors = read_floors() if FLOORS.exists() else {}
    if options.update:
        new = raise_floors(floors)
        down = lowered(floors, new)
        if down and not options.allow_regression:
            sys.stdout.write("these floors would fall; mend the coder, or give --allow-regression:\n")
            sys.stdout.write("".join(f"  {line}\n" for line in down))
            return 1
        write_floors(floors := new)
    results = [compare(name, floors) for name in CORPORA]
    sys.stdout.write("".join(f"{line}\n" for table, _ in results for line in table))
    return int(any(failed for _, failed in results))


if __name__ == "__main__":
    sys.exit(main())
