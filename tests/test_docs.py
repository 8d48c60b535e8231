"""The documents name only what exists, and leave out no field."""

import dataclasses
import re
from pathlib import Path

import pytest

from extractors.lexicon import FILES
from extractors.records import OUTCOMES, CasualtyEvent
from tests.gold import test_annotations as annotations

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
