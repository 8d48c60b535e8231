"""The coder on single sentences and on articles without events; what it still miscounts is listed, and only that."""

import datetime as dt
import json
import tomllib
from pathlib import Path

import pytest

from extractors.casualties import extract
from extractors.records import OUTCOMES, Article

HERE = Path(__file__).parent
KNOWN = tomllib.loads((HERE / "cases/known_failures.toml").read_text(encoding="utf-8"))


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


SENTENCES = lines(HERE / "cases/sentences.jsonl")
ARTICLES = lines(HERE.parent / "gold/no_events.jsonl")


def case(sentence):
    reason = KNOWN.get(sentence["id"])
    marks = [pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError)] if reason else []
    return pytest.param(sentence, id=sentence["id"], marks=marks)


def read(entry):
    published = dt.date.fromisoformat(entry["published"]) if entry.get("published") else None
    return extract(Article(entry["id"], entry["text"], entry.get("title"), published))


def ordered(counts):
    return sorted(counts, key=str)


@pytest.mark.parametrize("sentence", [case(sentence) for sentence in SENTENCES])
def test_sentence_gives_its_counts(sentence):
    found = [(o, *event.counts[o].to_json()) for event in read(sentence) for o in OUTCOMES if o in event.counts]
    wanted = [(o, *event[o]) for event in sentence["events"] for o in OUTCOMES if event.get(o)]
    assert ordered(found) == ordered(wanted), sentence["about"]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["id"])
def test_article_without_events_gives_none(article):
    assert read(article) == []


def test_known_failures_are_sentences():
    assert set(KNOWN) <= {sentence["id"] for sentence in SENTENCES}
