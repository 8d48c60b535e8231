"""Why each number is a count or not: cases, and that no number of any annotated article is left without an answer."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from extractors.casualties import extract
from extractors.explaining import REASONS, explain
from extractors.numerals import find_numbers
from extractors.records import Article
from extractors.tokens import tokenize
from tests.gold.gate import CORPORA, as_article, corpus

CASES = tomllib.loads((Path(__file__).parent / "cases/passed.toml").read_text(encoding="utf-8"))["case"]
ARTICLES = [as_article(line) for name in CORPORA for line in corpus(name)[1]]


def words_of(article, spans):
    fields = {"title": article.title or "", "text": article.text}
    return [fields[span.field][span.start : span.end] for span in spans]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_what_is_passed_over_says_why(case):
    article = Article("case", case["text"], case.get("title"), dt.date(2019, 3, 4))
    explanation = explain(article)
    assert [[passed.words, passed.reason] for passed in explanation.passed] == case["passed"]
    told = " ".join(words_of(article, [span for explained in explanation.events for span in explained.event.spans]))
    assert all(words in told for words in case["counts"])
    assert len(explanation.events) == len(case["counts"])


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_every_number_is_counted_or_passed_over_with_a_reason(article):
    explanation = explain(article)
    assert [explained.event for explained in explanation.events] == extract(article)
    assert {passed.reason for passed in explanation.passed} <= set(REASONS)
    for name, text in (("title", article.title or ""), ("text", article.text)):
        answered = [p.span for p in explanation.passed if p.span.field == name]
        answered += [s for e in explanation.events for s in e.event.spans if s.field == name]
        answered += [m.span for e in explanation.events for m in e.mentions if m.span.field == name]
        tokens = tokenize(text)
        for number in find_numbers(tokens):
            start, end = tokens.starts[number.core_first], tokens.ends[number.core_last - 1]
            assert any(span.start < end and start < span.end for span in answered), text[start - 30 : end + 30]
    assert all(
        words == passed.words
        for passed, words in zip(
            explanation.passed, words_of(article, [passed.span for passed in explanation.passed]), strict=True
        )
    )
