"""The gazetteer's own files are sound, and a bad file is named with its line and the remedy."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from extractors.gazetteer import SYRIA, GazetteerError, build_gazetteer, load_gazetteer
from extractors.gazetteer.build_world import arabic_names
from extractors.gazetteer.keys import phrase_key
from extractors.gazetteer.rows import COLUMNS, read_rows

ARAB_COUNTRIES = "SY LB PS JO IQ YE SA OM AE QA BH KW EG SD LY TN DZ MA MR SO DJ KM"
HEADER = ",".join(COLUMNS["places_sy"])


def test_every_country_has_its_first_level_units() -> None:
    units = Counter(row["country"] for row in read_rows("admin1"))
    assert set(units) == {*ARAB_COUNTRIES.split(), "TR", "IR", "IL"}
    assert units[SYRIA] == 14
    expected = {
        "LB": 8,
        "PS": 16,
        "JO": 12,
        "IQ": 19,
        "YE": 22,
        "SA": 13,
        "EG": 27,
        "SD": 18,
        "LY": 22,
        "TN": 24,
        "DZ": 58,
        "TR": 81,
        "IR": 31,
    }
    assert {country: units[country] for country in expected} == expected


def test_codes_are_iso_or_p_codes_and_stand_once() -> None:
    rows = list(read_rows("admin1"))
    assert len({row["code"] for row in rows}) == len(rows)
    assert [row["code"] for row in rows if row["country"] == SYRIA] == [f"SY{n:02}" for n in range(1, 15)]
    assert [row["code"] for row in rows if row["country"] != SYRIA and row["code"][:3] != f"{row['country']}-"] == []
    joined = [row["geonames"] for row in rows if row["country"] != "PS"]
    assert len(set(joined)) == len(joined)


def test_syria_has_all_districts_and_subdistricts_each_in_its_own() -> None:
    districts = {(row["name_ar"], row["governorate"]) for row in read_rows("admin2")}
    subdistricts = list(read_rows("admin3"))
    assert len(districts) == 62
    assert len(subdistricts) == 272
    # The official list's own count of each governorate's.
    counts = Counter(row["governorate"] for row in subdistricts)
    assert [counts[f"SY{n:02}"] for n in range(1, 15)] == [1, 40, 36, 23, 22, 22, 26, 16, 14, 27, 10, 17, 12, 6]
    lost = [row["name_ar"] for row in subdistricts if (row["parent"], row["governorate"]) not in districts]
    assert lost == []


def test_places_of_syria_are_many_and_every_unit_has_some() -> None:
    known = {c.place_id: c for named in load_gazetteer().names.values() for c in named.every()}
    places = Counter(c.governorate for c in known.values() if c.country == SYRIA and c.governorate)
    assert sum(places.values()) >= 2_500
    assert min(places.values()) >= 60


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("رأس العين", {"SY07", "SY08"}),
        ("عين عيسى", {"SY06", "SY11"}),
        ("الزهراء", {"SY02", "SY04"}),
        ("الموصل", {"IQ-NI"}),
        ("أم درمان", {"SD-KH"}),
    ],
)
def test_homonyms_are_all_known(name: str, codes: set[str]) -> None:
    assert codes <= {candidate.governorate for candidate in load_gazetteer().look_up(name)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كفر نبل", "كفرنبل"),
        ("معرة شورين", "معرشورين"),
        ("الزهراء", "الزهرا"),
        ("داريا", "دارية"),
        ("أبو الظهور", "ابو الضهور"),
    ],
)
def test_keys_join_spellings(one: str, other: str) -> None:
    assert phrase_key(one) == phrase_key(other)


@pytest.mark.parametrize(("one", "other"), [("معرة", "معر"), ("حمص", "حماة"), ("تل أبيض", "تل أسود")])
def test_keys_keep_names_apart(one: str, other: str) -> None:
    assert phrase_key(one) != phrase_key(other)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("name,kind\nسراقب,town\n", r"places_sy.csv, line 1: the header is"),
        (f"{HEADER}\nسراقب,SY07\n", r"line 2: 2 fields instead of 7; separate aliases by | and quote commas"),
        (f"{HEADER}\nسراقب,SY07,,hamlet,,,\n", r"line 2: unknown kind 'hamlet'; use one of "),
        (f"{HEADER}\nسراقب,SY07,,city,,,\nکفرنبل,SY07,,town,,,\n", r"line 3: name 'کفرنبل' has a Persian letter"),
        (f"{HEADER}\nسَراقب,SY07,,city,,,\n", r"line 2: name 'سَراقب' has vowel signs or a tatweel; leave them out"),
        (f"{HEADER}\n,SY07,,city,,,\n", r"line 2: no name; fill it in or drop the row"),
        ("", r"line 1: the header is ''"),
    ],
)
def test_a_bad_row_is_named_with_line_and_remedy(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "places_sy.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GazetteerError) as error:
        list(read_rows("places_sy", path))
    assert fault in str(error.value)


@pytest.mark.parametrize(
    ("table", "text", "fault"),
    [
        (
            "places_sy",
            f"{HEADER}\nسراقب,SY77,,city,,,\n",
            "places_sy.csv, line 2: unknown governorate 'SY77'; use a code of admin1.csv",
        ),
        (
            "places_sy",
            f"{HEADER}\nسراقب,SY07,,city,,,\nسراقب,SY07,,city,,,\n",
            "places_sy.csv, line 3: repeats line 2; drop one of the two",
        ),
        (
            "places_sy",
            f"{HEADER}\nسراقب,SY07,,city,,,SY0199\n",
            "places_sy.csv, line 2: no unit 'SY0199' in SY07; use a P-code of admin2.csv or admin3.csv",
        ),
        (
            "admin2",
            "name_ar,governorate,parent,pcode,aliases\nحارم,SY07,,SY070300,\n",
            "admin2.csv, line 2: the P-code SY070300 stands twice or is none of SY07; write the official one",
        ),
    ],
)
def test_unknown_codes_and_duplicates_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, text: str, fault: str
) -> None:
    import extractors.gazetteer as module

    path = tmp_path / f"{table}.csv"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(module, "read_rows", lambda name: read_rows(name, path if name == table else None))
    with pytest.raises(GazetteerError) as error:
        build_gazetteer()
    assert str(error.value) == fault


def test_names_of_the_world_are_arabic_and_bare() -> None:
    forms = ["Dūmā", "مدينة دوما", "دوما", "دومـا", "دوماہ", "دومَا", "ئوما", "تاىيف", "السوق"]
    assert arabic_names(forms, frozenset({"مدينه"}), frozenset({"سوق"})) == ["دوما"]
