"""`hasila explain`: from a file, from standard input and by stored id; on the terminal, as a page and as JSON."""

import json
import re
from html.parser import HTMLParser

import pytest
from typer.testing import CliRunner

from extractors.explaining import REASONS
from extractors.records import OUTCOMES
from flows.cli import app
from flows.explanation import labels

TEXT = "قُتل سبعة مدنيين، بينهم طفلان، بغارة على بلدة سرمين بريف إدلب <اليوم>، بعد 12 قذيفة."
ARTICLES = [
    {"id": "one", "published": "2019-03-04", "title": "غارة على سرمين", "text": TEXT},
    {"id": "two", "published": "2019-03-04", "text": "افتُتح اليوم معرض الكتاب الدولي في دمشق."},
]


def hasila(*words, stdin=None):
    return CliRunner().invoke(app, [str(word) for word in words], input=stdin)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("articles") / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, ARTICLES)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def home(file, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    assert hasila("ingest", file, "--home", home).exit_code == 0
    return home


def test_the_terminal_shows_the_text_its_event_and_what_was_passed_over(file):
    result = hasila("explain", file)
    assert result.exit_code == 0
    assert TEXT in result.output
    assert re.search(r"killed +7\n", result.output)
    assert re.search(r"counts things +12 قذيفة\n", result.output)
    assert "\u2067" not in result.output


def test_standard_input_and_only_one_article(file):
    result = hasila("explain", "-", "--only", "two", stdin=file.read_text(encoding="utf-8"))
    assert result.exit_code == 0
    assert "معرض" in result.output
    assert "سرمين" not in result.output


def test_an_article_that_is_not_there_is_told_in_one_line(file, home):
    result = hasila("explain", file, "--only", "three")
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "no article has the id 'three'" in result.output
    result = hasila("explain", "three", "--home", home)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "no article, event or incident" in result.output


@pytest.mark.parametrize("column", ["article_id", "version_id", "event_id", "incident_id"])
def test_a_stored_id_leads_to_its_text(column, home):
    rows = json.loads(hasila("sql", f"select {column} from mart.claim", "--format", "json", "--home", home).output)
    result = hasila("explain", rows[0][column], "--json", "--home", home)
    assert result.exit_code == 0
    (explained,) = json.loads(result.output)
    assert explained["events"][0]["killed"] == [7, 7]
    assert explained["passed"] == [{"field": "text", "start": 75, "end": 77, "words": "12", "reason": "thing"}]


class Page(HTMLParser):
    """What a page asks for, its tags left open, and its text."""

    def __init__(self):
        super().__init__()
        self.asked, self.open, self.text, self.marks = [], [], "", []

    def handle_starttag(self, tag, attrs):
        self.asked += [value for name, value in attrs if name in ("src", "href", "action", "style")]
        self.marks += [value for name, value in attrs if tag == "mark" and name == "class"]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_the_page_needs_nothing_else_and_keeps_the_text_letter_by_letter(file, tmp_path):
    assert hasila("explain", file, "--html", tmp_path / "page.html").exit_code == 0
    html = (tmp_path / "page.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(html)
    assert '<html dir="rtl" lang="ar">' in html
    assert (page.asked, page.open) == ([], [])
    assert "url(" not in html
    assert "<script" not in html
    assert all(article["text"] in page.text for article in ARTICLES)
    assert {"killed", "place", "weapon", "passed"} <= set(page.marks)


def test_every_reason_role_and_verdict_has_its_label_in_both_languages():
    words = labels()
    assert set(words["reason"]) == set(REASONS)
    assert {*OUTCOMES, "place", "date", "weapon", "actor", "claimant", "passed"} == set(words["role"])
    assert all(label["en"] and label["ar"] for kind in words.values() for label in kind.values())
