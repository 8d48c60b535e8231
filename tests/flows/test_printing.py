"""What the terminal shows of others' texts: cells, headings, titles and articles are printed letter for letter."""

import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.commands.common import print_table

CASES = tomllib.loads((Path(__file__).parent / "cases/printing.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["printed"], ids=lambda case: case["why"])
@pytest.mark.parametrize("place", ["cell", "heading", "title"])
def test_a_table_prints_texts_as_they_are(case, place, capsys):
    told = dict.fromkeys(("cell", "heading", "title"), "a column that is wide enough for every title above it")
    told[place] = case["text"]
    print_table([told["heading"]], [[told["cell"]]], told["title"])
    assert case["text"] in capsys.readouterr().out


@pytest.mark.parametrize("case", CASES["printed"], ids=lambda case: case["why"])
def test_an_explanation_prints_id_title_and_text_as_they_are(case):
    text = f"قُتل ستة أشخاص وأُصيب آخرون اليوم في قصف على مدينة إدلب {case['text']}، وفق ما أفاد به سكان في المدينة."
    article = {"id": case["text"], "published": "2024-02-01", "title": case["text"], "text": text}
    result = CliRunner().invoke(app, ["explain", "-"], input=json.dumps(article))
    assert result.exit_code == 0
    assert result.stdout.count(case["text"]) == 3
