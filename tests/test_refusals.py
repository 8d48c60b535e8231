"""Every refusal that the code makes has its words in both languages, and no words wait for a refusal."""

import ast
from pathlib import Path

import pytest

from warehouse.errors import CorrectionError
from warehouse.refusals import CLOSE, OPEN, Sayings, load_sayings, say, tell

ROOT = Path(__file__).parents[1]
PACKAGES = ("flows", "warehouse")


def calls(package):
    """Each `say("section.name", …)` of a package: the key, its fillings, and whether more come by name."""
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                names = {word.arg for word in node.keywords}
                yield node.args[0].value, names - {None}, None in names


@pytest.mark.parametrize("package", PACKAGES)
def test_what_is_refused_and_what_has_words_are_one(package):
    table = load_sayings(package)
    made = list(calls(package))
    assert {key for key, _, _ in made} == {f"{s}.{name}" for s in table if s != "code" for name in table[s]}
    for key, given, has_more in made:
        section, _, name = key.partition(".")
        wanted = {part.split("}")[0] for part in table[section][name]["en"].split("{")[1:]}
        assert given <= wanted if has_more else given == wanted, key


def test_an_error_speaks_english_and_on_demand_arabic():
    error = CorrectionError(say("value.upside_down", field="killed", low=9, high=6))
    assert str(error) == tell(error, "en") == "killed cannot be at least 9 and at most 6"
    arabic = tell(error, "ar")
    assert "القتلى" in arabic
    assert f"{OPEN}9{CLOSE}" in arabic
    assert tell(CorrectionError("by hand"), "ar") == "by hand"
    with pytest.raises(KeyError):
        Sayings("warehouse")("nowhere.at_all")
