"""Text to counts: the coder beside what people use today, a pattern over verbs and numbers, on the annotated articles.

python -m benchmarks.baseline            both, F1 of counts and articles a second
python -m benchmarks.baseline --small    checks results and never times, for CI

The pattern is as good as one gets in an afternoon: verbs and nouns of killing and wounding, digits, the number words to
ten with the dual, up to three words between them, the first place of the gazetteer in the sentence for the governorate.
The same over spaCy's tokens stands beside it; UDPipe and the coders of political events (PETRARCH and its heirs) are
left out: their Arabic models are no packages, and must be fetched from elsewhere.
"""

import argparse
import json
import re
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.near import ask
from benchmarks.peers import install
from extractors.casualties import extract
from extractors.gazetteer import load_gazetteer
from extractors.scoring import LEVELS, Score, judge_article
from tests.gold.gate import as_article, corpus

NUMBERS = {
    word: number
    for number, words in enumerate(
        ("", "واحد واحدة شخص", "اثنان اثنين شخصين شخصان", "ثلاثة ثلاث", "أربعة أربع", "خمسة خمس", "ستة ست",
         "سبعة سبع", "ثمانية ثماني", "تسعة تسع", "عشرة عشر")
    )
    for word in words.split()
}  # fmt: skip
PEER = ["spacy>=3.7,<4"]
OUTCOMES = {
    "killed": "قتل قتلوا قُتل مقتل استشهد استشهاد لقي مصرع وفاة",
    "injured": "أصيب أصيبوا إصابة جرح جُرح",
}
FIGURE = rf"(?P<number>\d+|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
PATTERNS = {
    outcome: re.compile(rf"\b[وف]?(?:{'|'.join(words.split())})\b(?:\s+\S+){{0,3}}?\s+{FIGURE}\b")
    for outcome, words in OUTCOMES.items()
}


def read_by_pattern(article):
    """Events in the form of the gold files."""
    told = []
    for sentence in re.split(r"[.\n]", whole_text(article)):
        counts = {}
        for outcome, pattern in PATTERNS.items():
            match = pattern.search(sentence)
            if match:
                word = match["number"]
                number = int(word) if word.isdigit() else NUMBERS[word]
                counts[outcome] = [number, number]
        if counts:
            told.append((sentence, counts))
    return place_counts(article, told)


def whole_text(article):
    """Title and text."""
    return f"{article.title or ''}\n{article.text}"


def place_counts(article, told):
    """Events in the form of the gold files: each sentence's counts at the first name in it that the gazetteer knows."""
    names = load_gazetteer()
    day = article.published.isoformat() if article.published else None
    events = []
    for sentence, counts in told:
        where = next((c for word in sentence.split() for c in names.look_up(word.strip("،.«»:"))), None)
        place = {"country": where.country, "governorate": where.governorate} if where else {"country": "SY"}
        events.append({"scope": "incident", "date": day, "places": [], **place, **counts})
    return events


def ask_spacy(lines):
    """Events by rules over spaCy's tokens, and processor seconds; or why it is left out."""
    articles = [as_article(line) for line in lines]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python, trouble = install("spacy", PEER, folder)
        if trouble:
            return None, trouble
        (folder / "words.json").write_text(json.dumps([NUMBERS, OUTCOMES]), encoding="utf-8")
        (folder / "articles.json").write_text(json.dumps([whole_text(one) for one in articles]), encoding="utf-8")
        told = ask(python, Path(__file__).with_name("baseline_peer.py"), folder)
    answers = [place_counts(article, found) for article, found in zip(articles, told["answers"], strict=True)]
    return answers, told["seconds"]


def measure(name, read, lines):
    """One line of the table; returns the F1 of counts."""
    articles = [as_article(line) for line in lines]
    read(articles[0])
    started = time.process_time()
    answers = [read(article) for article in articles]
    return show(name, lines, answers, time.process_time() - started)


def show(name, lines, answers, seconds):
    """The line itself."""
    verdicts = [judge_article(line["events"], events) for line, events in zip(lines, answers, strict=True)]
    total = sum((verdict.score for verdict in verdicts), Score())
    told = "   ".join(f"{level} {total.f1(number):.3f}" for number, level in enumerate(LEVELS))
    print(f"{name:24} {len(lines) / seconds:9,.0f}/s   {told}")
    return total.f1(0)


def main(arguments=None):
    """Print the table; the exit code is 1 where the coder does not find twice the counts that the pattern finds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="ten articles; for CI")
    options = parser.parse_args(arguments)
    lines = [line for name in ("dev", "own") for line in corpus(name)[1]][: 10 if options.small else None]
    pattern = measure("a pattern", read_by_pattern, lines)
    if not options.small:
        answers, seconds = ask_spacy(lines)
        if answers is None:
            print(f"{'rules over spaCy':24} left out: {seconds}")
        else:
            show("rules over spaCy", lines, answers, seconds)
    coder = measure("hasila", lambda article: [event.to_json() for event in extract(article)], lines)
    return int(coder < 2 * pattern)


if __name__ == "__main__":
    sys.exit(main())
