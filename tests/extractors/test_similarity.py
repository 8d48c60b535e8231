from __future__ import annotations

import itertools
import json
import random
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.similarity import BANDS, PERMUTATIONS, ROWS, compare, similarity, sketch

DUPLICATES = Path(__file__).parents[1] / "gold" / "duplicates.jsonl"
ROWS_OF_GOLD = [json.loads(line) for line in DUPLICATES.read_text("utf-8").splitlines()]
BY_ID = {row["id"]: row for row in ROWS_OF_GOLD}
NEAR = [row for row in ROWS_OF_GOLD if row["relation"] in ("copy", "edit")]
WORDS = ["".join(letters) for letters in itertools.product("بتجدرسصعفق", repeat=3)]


def _text(row: dict[str, str]) -> str:
    return f"{row['title']}\n{row['text']}"


@pytest.mark.parametrize("row", NEAR, ids=lambda row: row["id"])
def test_copies_and_edits_become_candidates(row: dict[str, str]) -> None:
    """Every article that repeats another must at least be looked at: a missed one is a death counted twice."""
    near, first = sketch(_text(row)), sketch(_text(BY_ID[row["same_article_as"]]))
    assert set(near.bands) & set(first.bands) or set(near.sentences) & set(first.sentences)
    assert compare(near.shingles, first.shingles).jaccard > 0.25


def test_few_unrelated_articles_become_candidates() -> None:
    sketches = {row["id"]: (row["set"], set(sketch(_text(row)).bands)) for row in ROWS_OF_GOLD}
    pairs = [(a, b) for n, a in enumerate(sketches.values()) for b in list(sketches.values())[:n] if a[0] != b[0]]
    found = sum(bool(a[1] & b[1]) for a, b in pairs)
    assert len(pairs) > 450
    assert found / len(pairs) < 0.03


def test_a_text_inside_a_longer_one_is_contained() -> None:
    inner = " ".join(WORDS[:60]) + "."
    outer = " ".join(WORDS[100:300]) + ".\n" + inner + "\n" + " ".join(WORDS[300:400]) + "."
    found = similarity(inner, outer)
    assert found.containment == 1.0
    assert found.jaccard < 0.25
    assert set(sketch(inner).sentences) <= set(sketch(outer).sentences)


@pytest.mark.parametrize(("shared", "least"), [(46, 0.85), (70, 0.99)])
def test_reach_of_the_bands(shared: int, least: float) -> None:
    """The S-curve of the module: of pairs at Jaccard .2 and .35 so many share a band."""
    found = 0
    trials = 60
    for trial in range(trials):
        words = random.Random(trial).sample(WORDS, 276)
        a, b = words[:138], [*words[138 - shared : 138], *words[138 : 276 - shared]]
        found += bool(set(sketch(" ".join(a)).bands) & set(sketch(" ".join(b)).bands))
    assert found / trials >= least


def test_shape_of_a_sketch() -> None:
    made = sketch(" ".join(WORDS[:50]))
    assert (len(made.bands), len(made.signature)) == (BANDS, 4 * PERMUTATIONS)
    assert BANDS * ROWS == PERMUTATIONS
    assert all(0 <= band < 2**64 for band in made.bands)
    assert len(made.shingles) == 4 * 48
    assert list(struct.unpack("<48I", made.shingles)) == sorted(struct.unpack("<48I", made.shingles))


def test_sketches_stay_the_same_for_ever() -> None:
    """Stored sketches are compared with new ones; if this changes, `VERSION` has to."""
    made = sketch("قتل ثلاثة مدنيين وأصيب عشرة في قصف على بلدة الهبيط.")
    assert made.version == "words3-rensa2-p128x2-s1446"
    assert made.bands[0] == 4030775823967624673
    assert made.sentences == (9782250898808766739,)


@pytest.mark.parametrize("text", ["", "كلمة", "كلمة أخرى", "،،،"])
def test_texts_too_short_to_compare(text: str) -> None:
    made = sketch(text)
    assert (made.bands, made.shingles) == ((), b"")
    assert compare(made.shingles, sketch(" ".join(WORDS[:9])).shingles).jaccard == 0


@given(st.lists(st.sampled_from(WORDS[:30]), max_size=60), st.lists(st.sampled_from(WORDS[:30]), max_size=60))
def test_similarity_is_a_symmetric_share(one: list[str], other: list[str]) -> None:
    a, b = " ".join(one), " ".join(other)
    found = similarity(a, b)
    assert found == similarity(b, a)
    assert 0 <= found.jaccard <= found.containment <= 1
    assert similarity(a, a).jaccard == (1 if len(one) > 2 else 0)


def test_marks_and_spelling_do_not_count() -> None:
    assert similarity("قُتِل ثلاثةُ مدنيّين، بينهم طفل", "قتل ثلاثه مدنيين بينهم طفل").jaccard == 1
