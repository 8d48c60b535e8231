"""The documents name only what exists, and leave out no field."""

import dataclasses
import re
import tomllib
from pathlib import Path

import pytest

from extractors.lexicon import FILES
from extractors.records import CODEBOOK as VERSION
from extractors.records import OUTCOMES, CasualtyEvent
from tests.gold import test_annotations as annotations
from tests.warehouse.arrivals import CASES
from warehouse.statements import names_in

ROOT = Path(__file__).parents[1]
CODER = (ROOT / "docs/coder.md").read_text(encoding="utf-8")
CODEBOOK = (ROOT / "docs/codebook.md").read_text(encoding="utf-8")
FOLDERS = ("", "extractors", "extractors/lexicon", "tests/extractors", "tests/gold")
NAMED = sorted(set(re.findall(r"`([\w/]+\.(?:py|toml|jsonl))`", CODER)))
CODES = sorted(annotations.GROUPS | annotations.ACTORS | annotations.WEAPONS)


@pytest.mark.parametrize("name", NAMED)
def test_every_file_that_the_coders_page_names_exists(name):
    assert any((ROOT / folder / name).is_file() for folder in FOLDERS)


@pytest.mark.parametrize("name", FILES)
def test_the_coders_page_names_every_file_of_its_words(name):
    assert f"`{name}.toml`" in CODER


@pytest.mark.parametrize("field", [*OUTCOMES, *(f.name for f in dataclasses.fields(CasualtyEvent)), "quantifier"])
def test_the_codebook_has_every_field_of_an_event(field):
    assert f"`{field}`" in CODEBOOK


@pytest.mark.parametrize("key", CasualtyEvent({}).to_json())
def test_the_codebooks_table_has_every_key_of_the_json(key):
    rows = [line.split("|")[1] for line in CODEBOOK.splitlines() if line.startswith("| `")]
    assert any(f"`{key}`" in row for row in rows)


@pytest.mark.parametrize("code", CODES)
def test_the_codebook_lists_every_code_that_annotations_may_use(code):
    assert f"`{code}`" in CODEBOOK


def test_the_codebook_states_the_version_that_releases_name():
    assert f"This is version {VERSION};" in CODEBOOK


FLOORS = tomllib.loads((ROOT / "tests/gold/floors.toml").read_text(encoding="utf-8"))
METHOD = (ROOT / "docs/method.md").read_text(encoding="utf-8")
FIGURES = {
    "the count and its outcome": "count",
    "… and the governorate": "where",
    "… and scope and date": "full",
    "… and the place": "place",
    "weapon": "weapon",
    "actor": "actor",
    "groups of victims": "victims_f1",
}


@pytest.mark.parametrize(("row", "figure"), FIGURES.items())
def test_the_method_promises_no_more_than_the_gate_holds(row, figure):
    (told,) = re.findall(rf"^\| {re.escape(row)} \| (.+) \|$", METHOD, re.M)
    promised = [float(number) for number in told.split(" | ")]
    assert promised == pytest.approx([FLOORS[name][figure] for name in ("dev", "own", "held_back")], abs=0.1)
    assert all(a <= FLOORS[name][figure] for a, name in zip(promised, ("dev", "own", "held_back"), strict=True))


COUNTED = {
    r"dev, (\d+) articles": "tests/gold/dev.jsonl",
    r"own, (\d+) \|": "tests/gold/own.jsonl",
    r"held back, (\d+) \|": "tests/gold/held_back.jsonl",
    r"Of (\d+) articles that tell of no casualties": "tests/gold/no_events.jsonl",
}


@pytest.mark.parametrize(("words", "name"), COUNTED.items())
def test_the_method_says_how_many_articles_were_measured(words, name):
    (told,) = re.findall(words, METHOD)
    assert int(told) == (ROOT / name).read_bytes().count(b"\n")


def test_the_method_promises_no_more_cases_and_checks_than_there_are():
    assert "More than 150 cases" in METHOD
    assert len(CASES) > 150
    assert "more than fifty checks" in METHOD
    assert len(names_in("checks")) > 50


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_between_the_pages_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        name, _, anchor = target.partition("#")
        other = (page.parent / name).resolve() if name else page
        assert other.exists(), f"{page.name}: {target}"
        if anchor:
            heads = re.findall(r"^#+ (.+)$", other.read_text(encoding="utf-8"), re.M)
            slugs = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
            assert anchor in slugs, f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_is_linked_from_the_readme(page):
    name = page.relative_to(ROOT)
    assert (
        page.name == "README.md"
        or f"({name})" in PAGES[0].read_text(encoding="utf-8")
        or f"({name}#" in (PAGES[0].read_text(encoding="utf-8"))
    )
