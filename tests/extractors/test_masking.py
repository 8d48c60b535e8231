"""Names of persons are masked, and nothing else."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.masking import find_names, mask
from extractors.quoting import quote

CASES = tomllib.loads((Path(__file__).parent / "cases/masking.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=map(str, range(len(CASES))))
def test_names_are_masked_and_nothing_else(case: dict[str, Any]) -> None:
    told = mask(case["text"])
    if "hidden" not in case:
        assert told == case["text"]
    assert [name for name in case.get("hidden", ()) if name in told] == []
    assert [words for words in case.get("shown", ()) if words not in told] == []


def test_the_cases_are_many_and_a_third_has_nothing_to_mask() -> None:
    plain = [case for case in CASES if "hidden" not in case]
    assert len(CASES) >= 120
    assert len(plain) * 3 >= len(CASES)
    assert len({case["text"] for case in CASES}) == len(CASES)


MEASURED = (Path(__file__).parent / "cases/masking_measured.txt").read_text(encoding="utf-8").splitlines()


def left_in(shown: str, name: str) -> bool:
    return any(re.search(rf"(?<!\w){word}(?!\w)", shown) for word in name.split())


def test_few_names_are_left_in_sentences_that_the_rules_were_not_written_for() -> None:
    """Each name between # is one person; of a quotation the whole sentence is asked for, more than any span covers."""
    people = masked = quoted = 0
    for line in MEASURED:
        text = line.replace("#", "")
        by_mask, by_quote = mask(text), quote(text, [(0, len(text))])
        for name in re.findall("#([^#]+)#", line):
            people += 1
            masked += not left_in(by_mask, name)
            quoted += not left_in(by_quote, name)
    assert people > 60
    assert masked / people >= 0.8
    assert quoted / people >= 0.98


@given(st.text(alphabet="محمد أبو الطفل كل من وهم علي، .(\n1", max_size=80) | st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    ranges = find_names(text)
    assert all(0 <= start < end <= len(text) for start, end in ranges)
    assert all(before[1] <= after[0] for before, after in pairwise(ranges))
