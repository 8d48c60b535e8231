"""What may be quoted of a text: the coder's own words, and no name of a person."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.quoting import LONGEST, quote

CASES = tomllib.loads(Path(__file__).with_name("cases.toml").read_text(encoding="utf-8"))["quote"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_names_stay_out_and_the_count_stays_in(case: dict[str, Any]) -> None:
    text = case["text"]
    spans = [(text.index(words), text.index(words) + len(words)) for words in case.get("spans", [text])]
    told = quote(text, spans)
    assert told == case.get("shown", told)
    assert [name for name in case.get("hidden", []) if name in told] == []
    assert told.strip("… ")


@given(st.text(max_size=400), st.lists(st.tuples(st.integers(-5, 450), st.integers(-5, 450)), max_size=5))
def test_any_text_and_any_spans_give_something_short(text: str, spans: list[tuple[int, int]]) -> None:
    told = quote(text, spans)
    assert len(told) <= LONGEST + 2
    assert "\n" not in told
    assert not any(letter.isascii() and letter.isalpha() for letter in told)
