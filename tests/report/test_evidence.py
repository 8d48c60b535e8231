"""The pack behind a number: from an incident or a day to claims, words, addresses, hashes and the bytes of pages."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import Result
from playwright.sync_api import Browser
from typer.testing import CliRunner

from flows.archive import ArchivedPage, drop_body, list_pages, store_body
from flows.cli import app
from flows.evidence import add_pages, claims_of, gather, read_asked
from flows.settings import Settings, load_settings
from tests.browser import open_chromium
from warehouse.connection import open_reader
from warehouse.evidence import Asked, EvidenceError

CELL = ("SY07", "2024-02-02")
CUTOFF = dt.datetime(2024, 2, 5, 12)  # noqa: DTZ001  # as the warehouse holds instants


def hasila(settings: Settings, *words: object, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(app, [*map(str, words), "--home", str(settings.home)])
    assert result.exit_code == exit_code, result.output
    return result


def ask(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    con = open_reader(settings.warehouse_path)
    try:
        return con.execute(sql).fetchall()
    finally:
        con.close()


def pack_of(settings: Settings, *words: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(hasila(settings, "evidence", *words, "--json").stdout)
    return found


@pytest.fixture(scope="module")
def incident(home: Settings) -> str:
    """The incident of most claims."""
    ((found,),) = ask(home, "select incident_id from mart.incident order by claim_count desc, incident_id limit 1")
    return str(found)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def own(home: Settings, tmp_path: Path) -> Settings:
    """A copy of the data folder that may be changed."""
    return load_settings(shutil.copytree(home.home, tmp_path / "home"))


def test_a_pack_leads_from_the_incident_to_its_texts_and_pages(home: Settings, incident: str) -> None:
    (told,) = pack_of(home, incident)["incidents"]
    held = "select any_value(incident.killed_best), count(*) from mart.incident join mart.claim using (incident_id)"
    ((killed, claims),) = ask(home, f"{held} where incident_id = '{incident}'")
    assert (told["killed_best"], len(told["claims"])) == (killed, claims)
    for claim in told["claims"]:
        assert claim["url"].startswith("http://127.0.0.1")
        assert claim["spans"]
        body = (home.archive_path / claim["page"]["sha256"][:2]).glob("*.gz")
        assert claim["page"]["sha256"] in {path.name.removesuffix(".gz") for path in body}
        assert claim["page"]["fetched_at"] == claim["fetched_at"]
    assert told["changes"][0]["change"] == "created"


def test_a_day_is_the_sum_of_the_incidents_that_its_pack_holds(home: Settings) -> None:
    pack = pack_of(home, *CELL)
    (day,) = pack["days"]
    counted = [row for row in pack["incidents"] if row["circumstance"] not in ("remains", "custody")]
    assert sum(row["killed_best"] or 0 for row in counted) == day["killed_best"] - day["killed_unitemised"] > 0
    assert len(pack["incidents"]) == day["incident_count"]
    assert pack_of(home, " ".join(CELL))["incidents"] == pack["incidents"]


def test_what_is_shown_here_has_the_words_and_what_goes_out_has_none(
    home: Settings, incident: str, tmp_path: Path
) -> None:
    spans = "select distinct words from mart.evidence($id) where role = 'killed'".replace("$id", f"'{incident}'")
    words = [" ".join(row[0].split()) for row in ask(home, spans)]
    shown = hasila(home, "evidence", incident).stdout
    assert words
    assert all(one in shown for one in words)
    hasila(home, "evidence", incident, "--out", tmp_path / "pack")
    for path in (tmp_path / "pack").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not [one for one in words if one in text], path.name
        assert "snippet" not in text
    assert sorted(path.name for path in (tmp_path / "pack").iterdir()) == ["index.html", "index.json"]


def test_snippets_and_pages_come_on_request_and_never_of_children_or_detainees(home: Settings, tmp_path: Path) -> None:
    ((day, code),) = ask(
        home,
        """
        select event_date, governorate_code from mart.claim join core.delicate_claim using (claim_id)
        where incident_id is not null and governorate_code is not null and event_date is not null
        group by all order by count(*) desc, event_date, governorate_code limit 1
        """,
    )
    told = hasila(home, "evidence", code, day, "--snippets", "--pages", "--out", tmp_path / "pack.zip")
    assert "belong to their authors" in told.stderr
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        pack = json.loads(archive.read("index.json"))
        pages = {name: archive.read(name) for name in archive.namelist() if name.startswith("pages/")}
    claims = [claim for row in pack["incidents"] for claim in row["claims"]]
    withheld = [claim for claim in claims if claim["is_withheld"]]
    assert withheld
    assert all(claim["snippet"] is None and "file" not in claim["page"] for claim in withheld)
    assert any(claim["snippet"] for claim in claims) or len(withheld) == len(claims)
    assert {claim["page"]["sha256"] for claim in withheld}.isdisjoint(name[6:70] for name in pages)
    assert all(sha256(body).hexdigest() == name[6:70] for name, body in pages.items())
    assert f"detention: {len({claim['page']['sha256'] for claim in withheld})}" in told.stderr


def test_the_same_pack_has_the_same_bytes(home: Settings, incident: str, tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        hasila(home, "evidence", incident, "--pages", "--out", tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_an_embargo_holds_for_packs_too(home: Settings) -> None:
    since = f"first_known_at > '{CUTOFF}' order by first_known_at limit 1"
    ((late,),) = ask(home, f"select incident_id from mart.incident where {since}")
    with pytest.raises(EvidenceError, match=f"under the embargo nothing of incident {late} may go out"):
        gather(home, Asked(id=late, known_by=CUTOFF))
    with pytest.raises(EvidenceError, match="under the embargo nothing of 2024-02-06 may go out"):
        gather(home, dataclasses.replace(read_asked(["SY07", "2024-02-06"]), known_by=CUTOFF))
    pack = gather(home, dataclasses.replace(read_asked(CELL), known_by=CUTOFF))
    known = [claim["known_at"] for row in pack["incidents"] for claim in row["claims"]]
    assert known
    assert max(known) <= CUTOFF


def test_an_id_that_was_merged_leads_on_and_says_so(own: Settings) -> None:
    pairs = ask(
        own,
        """
        select one.incident_id, other.incident_id from mart.incident as one
        join mart.incident as other using (governorate_code, event_date)
        where one.incident_id < other.incident_id and one.kind = 'incident' and other.kind = 'incident'
        order by 1 limit 1
        """,
    )
    hasila(own, "correct", "merge", *pairs[0], "--reason", "one strike", "--author", "rana")
    ((gone, heir),) = ask(own, "select incident_id, successor_id from core.incident where successor_id is not null")
    result = hasila(own, "evidence", gone, "--json")
    pack = json.loads(result.stdout)
    assert [row["incident_id"] for row in pack["incidents"]] == [heir]
    assert f"incident {gone} was merged on" in pack["note"]
    assert pack["note"] in result.stderr
    assert "merged" in {row["change"] for row in pack["incidents"][0]["changes"]}
    claim = pack["incidents"][0]["claims"][0]
    assert pack_of(own, claim["claim_id"])["note"] == f"{claim['claim_id']} belongs to incident {heir}"


CAME = dt.datetime(2024, 1, 2, 0, 10, tzinfo=dt.UTC)
PAGE = "https://one.example/1"


@pytest.mark.parametrize(
    ("listed", "url", "found"),
    [
        pytest.param("2024-01-02", PAGE, True, id="on its day"),
        pytest.param("2024-01-01", PAGE, True, id="a run over midnight"),
        pytest.param("2023-12-20", PAGE, True, id="a backfill of weeks, listed where it began"),
        pytest.param("2026-11-05", PAGE, True, id="captured by the Wayback Machine years before"),
        pytest.param("2024-01-02", "https://www.one.example/news/1", True, id="the page's own address for itself"),
        pytest.param("2024-01-02", "https://two.example/1", False, id="another site's page of the same instant"),
        pytest.param("2024-01-02", None, False, id="a claim without an address"),
    ],
)
def test_a_page_is_found_on_whichever_day_it_is_listed(
    listed: str, url: str | None, found: bool, tmp_path: Path
) -> None:
    digest = store_body(tmp_path, b"<html>")
    others = [
        ArchivedPage("0" * 64, "https://three.example/1", "three", None, at) for at in (CAME, CAME.replace(hour=1))
    ]
    list_pages(tmp_path, dt.date.fromisoformat(listed), [ArchivedPage(digest, PAGE, "one", None, CAME), *others])
    claims: list[dict[str, Any]] = [
        {"url": url, "fetched_at": CAME.replace(tzinfo=None)},
        {"url": PAGE, "fetched_at": None},
    ]
    add_pages(tmp_path, claims)
    told = {"sha256": digest, "url": PAGE, "fetched_at": CAME, "byte_count": 6}
    assert [claim["page"] for claim in claims] == [told if found else None, None]


def test_pages_that_are_gone_and_texts_that_were_purged_leave_hash_and_address(own: Settings, incident: str) -> None:
    for claim in pack_of(own, incident)["incidents"][0]["claims"]:
        drop_body(own.archive_path, claim["page"]["sha256"])
    hasila(own, "purge", "--older-than", 1, "--yes")
    (told,) = pack_of(own, incident, "--snippets")["incidents"]
    assert [claim["snippet"] for claim in told["claims"]] == [None] * len(told["claims"])
    assert all(claim["version_id"] and claim["url"] for claim in told["claims"])
    assert "(purged)" in hasila(own, "evidence", incident).stdout


def test_a_release_shows_in_the_pack_of_its_incidents(own: Settings, incident: str, tmp_path: Path) -> None:
    hasila(own, "release", "2024-02", "-o", tmp_path / "release")
    (told,) = pack_of(own, incident)["incidents"]
    (released,) = told["releases"]
    assert (released["release_id"], released["killed_best"]) == ("2024-02-v1", told["killed_best"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nobody"], "there is no incident, claim or event nobody; mart.incident has the ids"),
        (["SY99", "2024-02-02"], "there is no governorate SY99; core.governorate has the codes"),
        (["SY07", "2020-02-02"], "nothing is held of SY07 (Idlib) on 2020-02-02"),
        (["SY07", "2024-02-31"], "2024-02-31: is no day; write it as 2024-01-31"),
        (["Idlib", "2024-02-02"], "'Idlib 2024-02-02' names no number; write an incident's id, or"),
        (["nobody", "--pages"], "--pages goes with --out"),
    ],
)
def test_what_has_no_evidence_says_so_in_a_line(home: Settings, words: list[str], told: str) -> None:
    result = hasila(home, "evidence", *words, exit_code=2)
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_pack_replaces_a_pack_and_nothing_else(home: Settings, incident: str, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    told = hasila(home, "evidence", incident, "--out", tmp_path, exit_code=2).stderr
    assert "holds files that are no evidence pack" in told
    hasila(home, "evidence", incident, "--out", tmp_path / "pack", "--pages")
    hasila(home, "evidence", incident, "--out", tmp_path / "pack")
    assert not (tmp_path / "pack/pages").exists()


def test_the_page_is_read_from_the_right_and_asks_nobody_for_anything(
    home: Settings, chromium: Browser, tmp_path: Path
) -> None:
    hasila(home, "evidence", *CELL, "--snippets", "--out", tmp_path / "pack")
    page = chromium.new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    file = (tmp_path / "pack/index.html").as_uri()
    page.goto(file, wait_until="networkidle")
    assert (asked, told) == ([file], [])
    assert page.locator("html").get_attribute("dir") == "rtl"
    pack = json.loads((tmp_path / "pack/index.json").read_text(encoding="utf-8"))
    assert page.locator(".card").count() == len(list(claims_of(pack)))
    assert Axe().run(page).response["violations"] == []
    page.close()
