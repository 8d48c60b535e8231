"""A random sample of claims is drawn again by its seed, and its accuracy comes with an honest interval."""

import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.errors import UserError
from flows.sampling import CHECKED, Accuracy, score_sample
from flows.sheets import read_sheet, write_sheet
from tests.flows.test_reviewing import CASES as ARTICLES
from tests.flows.test_reviewing import hasila, ingest

CASES = tomllib.loads((Path(__file__).parent / "cases/sample.toml").read_text(encoding="utf-8"))
RIGHT = [f"right_{name}" for name in CHECKED]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    ingest(folder, *ARTICLES["article"])
    return folder


def draw(home, tmp_path, size, seed):
    path = tmp_path / f"{size}-{seed}.csv"
    result = hasila(home, "review", "--sample", size, "--seed", seed, "--csv", path)
    assert result.exit_code == 0, result.output
    return [row for _, row in read_sheet(path, RIGHT)]


def test_a_seed_draws_the_same_claims_and_a_larger_sample_holds_the_smaller(home, tmp_path):
    two, three = draw(home, tmp_path, 2, 5), draw(home, tmp_path, 3, 5)
    assert draw(home, tmp_path, 2, 5) == two == three[:2]
    assert len({draw(home, tmp_path, 1, seed)[0]["claim"] for seed in range(1, 9)}) > 1
    assert len(draw(home, tmp_path, 100, 5)) == 4


def test_a_claim_comes_with_its_words_and_what_was_read_from_them(home, tmp_path):
    (row,) = [row for row in draw(home, tmp_path, 9, 1) if row["outlet"] == "alone"]
    assert row["words"] == ARTICLES["article"][0]["text"]
    assert (row["count"], row["place"], row["date"], row["actor"]) == (
        "14 killed, 9 injured",
        "سرمين · Idlib",
        "2017-05-04",
        "unknown",
    )


@pytest.mark.parametrize("case", CASES["interval"], ids=lambda case: f"{case['right']} of {case['judged']}")
def test_intervals_are_wilsons(case):
    low, high = Accuracy("count", case["right"], case["judged"]).interval
    assert [round(low, 3), round(high, 3)] == case["bounds"]


def test_what_was_judged_is_scored_by_field_and_for_the_whole_claim(tmp_path):
    path = tmp_path / "checked.csv"
    answers = [["yes", "نعم", "y", "1"], ["yes", "no", "Yes", "لا"], ["no", "", "yes", "yes"], ["", "", "", ""]]
    write_sheet(path, RIGHT, [dict(zip(RIGHT, row, strict=True)) for row in answers])
    scored = CliRunner().invoke(app, ["review", "score", str(path), "--json"])
    found = {one["field"]: one for one in json.loads(scored.stdout)}
    counts = {name: (one["right"], one["judged"]) for name, one in found.items()}
    assert counts == {"count": (2, 3), "place": (1, 2), "date": (3, 3), "actor": (2, 3), "all": (1, 2)}
    assert "66.7%" in CliRunner().invoke(app, ["review", "score", str(path)]).stdout


@pytest.mark.parametrize(
    ("answer", "says"),
    [("perhaps", ":2: right_count is 'perhaps'; write yes or no"), ("", "nothing is judged yet")],
)
def test_what_is_no_answer_is_told_with_its_line(tmp_path, answer, says):
    path = tmp_path / "checked.csv"
    write_sheet(path, RIGHT, [{"right_count": answer}])
    with pytest.raises(UserError, match=says):
        score_sample(path)
