"""The desk in a real browser: by keys and mouse, in both languages, on a phone; its decisions are in the warehouse."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from flows.settings import Settings
from flows.storing import publish_snapshot, writing
from tests.desk.conftest import Opener, ask, choose, served
from warehouse.correct import reject_events

PHONE = {"width": 360, "height": 740}
HOLD = """
import sys
from warehouse.connection import open_writer
con = open_writer(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""
REASONS = ["jump", "single_source", "retold", "unplaced", "near_split", "single_source", "learnt_place"]


def told(page: Page, text: str) -> None:
    expect(page.locator("#status")).to_contain_text(text)


def entries(page: Page) -> list[str]:
    return page.locator("#queue li:not([hidden])").evaluate_all("all => all.map(one => one.dataset.reasons)")


def chosen(page: Page) -> int:
    script = "all => all.findIndex(one => one.querySelector('a[aria-current]'))"
    return int(page.locator("#queue li").evaluate_all(script))


def test_the_queue_shows_what_waits_and_the_first_item_with_its_marked_words(desk: Opener) -> None:
    page = desk()
    assert entries(page) == REASONS
    first = re.sub(r"\s+", " ", page.locator("#queue li").first.inner_text())
    assert first == "سرمين Killed 24 4 May 2017 · Idlib · sources: 2 toll jumped · killed 9 → 24"
    expect(page.locator("#item h2").first).to_contain_text("سرمين")
    claims = page.locator(".claim")
    assert claims.count() == 2
    assert "24 قتيل" in claims.first.locator("blockquote mark.count").last.inner_text()
    words = claims.first.locator("blockquote")
    assert (words.get_attribute("dir"), words.get_attribute("lang")) == ("rtl", "ar")
    assert claims.first.locator("a[href]").get_attribute("rel") == "noopener noreferrer"
    facts = page.locator(".facts").inner_text()
    assert "Idlib" in facts
    assert "artillery" in facts


def test_it_asks_nobody_but_itself_and_complains_of_nothing(desk: Opener, address: str) -> None:
    page = desk()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.reload(wait_until="networkidle")
    for key in "jjjj?":
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    expect(page.locator("#item h2").first).to_contain_text("حزانو")
    page.keyboard.press("a")
    told(page, "Accept as two: حزانو")
    page.wait_for_load_state("networkidle")
    assert {url for url in asked if not url.startswith(address)} == set()
    assert len(asked) > 6
    assert complaints == []
    assert page.context.cookies() == []


@pytest.mark.parametrize(("first", "second"), [("j", "k"), ("ArrowDown", "ArrowUp"), ("ArrowDown", "k")])
def test_keys_move_through_the_queue(desk: Opener, first: str, second: str) -> None:
    page = desk()
    for key, at in ((first, 1), (first, 2), (second, 1), (second, 0), (second, 0)):
        page.keyboard.press(key)
        assert chosen(page) == at
    told(page, "end of the queue")


def test_a_key_accepts_and_the_next_item_is_shown(desk: Opener, settings: Settings) -> None:
    page = desk()
    page.keyboard.press("a")
    expect(page.locator("#item h2").first).to_contain_text("اعزاز")
    told(page, "Accept: سرمين")
    expect(page.locator("#queue li")).to_have_count(6)
    assert ask(settings, "select place from mart.incident where review_status = 'accepted'") == [("سرمين",)]
    expect(page.locator("#count")).to_have_text("6 to review")
    ((author, reason),) = ask(settings, "select distinct author, reason from mart.correction")
    assert (author, reason) == ("rana", "checked against its words")


def test_arabic_letters_of_the_same_keys_work(desk: Opener, settings: Settings) -> None:
    page = desk("ar")
    for key, code in (("ت", "KeyJ"), ("ن", "KeyK"), ("ش", "KeyA")):
        page.evaluate(
            "([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true}))",
            [key, code],
        )
    told(page, "قبول: سرمين")
    # In one process the engine shares a file that is open: while the page still reads, it is the snapshot before.
    expect(page.locator("#item h2").first).to_contain_text("اعزاز")
    expect(page.locator("#queue li")).to_have_count(6)
    assert ask(settings, "select count(*) from mart.incident where review_status = 'accepted'") == [(1,)]


def test_two_incidents_are_merged_and_the_effect_is_told(desk: Opener, settings: Settings) -> None:
    page = desk()
    choose(page, "near_split")
    assert page.locator(".sides section").count() == 2
    assert page.locator("tr.differs th").all_inner_texts() == ["Day", "With what", "By whom"]
    page.keyboard.press("m")
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("input:checked")).to_have_count(1)
    dialog.get_by_role("button", name="Merge").click()
    expect(dialog.locator(".missing")).to_have_text("Write a reason; others will read it.")
    dialog.locator("[name=reason]").fill("one raid, a day apart")
    page.keyboard.press("Enter")
    told(page, "two incidents are one; 6 May 2017 Idlib: killed 7 → 0")
    assert ask(settings, "select count(*), max(claim_count) from mart.incident where place = 'حزانو'") == [(1, 2)]
    assert ask(settings, "select distinct reason from mart.correction where kind = 'merge'") == [
        ("one raid, a day apart",)
    ]


def test_claims_are_split_off_and_taken_back_by_a_key(desk: Opener, settings: Settings) -> None:
    page = desk()
    page.keyboard.press("s")
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=reason]").fill("two days")
    page.keyboard.press("Enter")
    expect(dialog.locator(".missing")).to_contain_text("not all of them")
    dialog.get_by_role("checkbox").first.check()
    dialog.get_by_role("button", name="Split").click()
    told(page, "Split: سرمين")
    tolls = "select killed_best from mart.incident where place = 'سرمين' order by 1"
    assert ask(settings, tolls) == [(9,), (24,)]
    page.keyboard.press("u")
    told(page, "Undo: سرمين")
    assert ask(settings, tolls) == [(24,)]
    expect(page.locator("#queue li")).to_have_count(7)
    page.keyboard.press("u")
    told(page, "Nothing of this session")


def test_a_place_without_governorate_is_mended(desk: Opener, settings: Settings) -> None:
    page = desk()
    choose(page, "unplaced")
    page.keyboard.press("c")
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=reason]").fill("the photograph shows the town")
    page.keyboard.press("Enter")
    expect(dialog.locator(".missing")).to_have_text("Change at least one field.")
    dialog.locator("[data-field=place]").fill("كفرنبل")
    dialog.locator("[data-field=governorate]").select_option("SY07")
    dialog.locator("[data-field=killed]").fill("11+")
    dialog.get_by_role("button", name="Change").click()
    told(page, "killed 12 → 11")
    found = ask(
        settings, "select governorate_code, killed_best, review_status from mart.incident where place = 'كفرنبل'"
    )
    assert found == [("SY07", 11, "corrected")]


def test_an_impossible_value_is_refused_in_words_and_the_item_stays(desk: Opener, settings: Settings) -> None:
    page = desk()
    choose(page, "unplaced")
    page.keyboard.press("c")
    dialog = page.locator("dialog[open]")
    dialog.locator("[data-field=killed]").fill("many")
    dialog.locator("[name=reason]").fill("so it says")
    page.keyboard.press("Enter")
    expect(page.locator("#alarm")).to_contain_text("killed=many: is no count; write 6, 6+")
    assert page.locator("#queue li[data-sending]").count() == 0
    expect(page.locator("#queue li")).to_have_count(7)
    assert ask(settings, "select count(*) from mart.correction") == [(0,)]


def test_an_old_attack_is_rejected_and_a_count_of_two_reports_asks_whose(desk: Opener, settings: Settings) -> None:
    page = desk()
    page.keyboard.press("c")
    dialog = page.locator("dialog[open]")
    dialog.locator("[data-field=killed]").fill("20")
    dialog.locator("[name=reason]").fill("misread")
    page.keyboard.press("Enter")
    expect(dialog.locator(".missing")).to_contain_text("choose which")
    page.keyboard.press("Escape")
    choose(page, "retold")
    page.keyboard.press("x")
    page.locator("dialog[open] [name=reason]").fill("retold, years old")
    page.keyboard.press("Enter")
    told(page, "Reject: الأتارب")
    assert ask(settings, "select kind, author from mart.correction where kind <> 'accept'") == [("reject", "rana")]


def test_a_learnt_place_is_approved_and_that_taken_back(desk: Opener, settings: Settings) -> None:
    page = desk()
    choose(page, "learnt_place")
    assert "أم الزعرور" in page.locator(".claim mark").first.inner_text()
    page.keyboard.press("a")
    page.locator("dialog[open] [name=reason]").fill("known to us")
    page.keyboard.press("Enter")
    told(page, "the next run reads with it")
    status = "select status from mart.learnt_place where name = 'أم الزعرور'"
    assert ask(settings, status) == [("approved",)]
    page.keyboard.press("u")
    told(page, "Undo: أم الزعرور")
    assert ask(settings, status) == [("waiting",)]


def test_a_stale_item_says_so_and_the_queue_is_read_anew(desk: Opener, settings: Settings) -> None:
    page = desk()
    choose(page, "jump")
    ((event,),) = ask(settings, "select event_id from mart.claim where killed_low = 9")
    with writing(settings) as con:
        reject_events(con, [event], reason="elsewhere", author="samir", made_at=dt.datetime.now(dt.UTC))
    publish_snapshot(settings)
    page.keyboard.press("a")
    expect(page.locator("#alarm")).to_contain_text("It changed since you read it")
    expect(page.locator("#queue li[data-reasons=jump]")).to_have_count(0)
    assert ask(settings, "select count(*) from mart.correction where kind = 'accept'") == [(0,)]


@contextmanager
def held(path: Path) -> Iterator[int]:
    """Another process that writes to the warehouse; gives its id."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    with holder.stdout:
        try:
            assert holder.stdout.readline() == "held\n"
            yield holder.pid
        finally:
            holder.stdin.close()
            holder.wait()


def test_a_busy_warehouse_is_told_and_the_decision_is_made_when_it_is_free(desk: Opener, settings: Settings) -> None:
    with held(settings.write_path) as pid:
        page = desk()
        page.keyboard.press("a")
        expect(page.locator("#item h2").first).to_contain_text("اعزاز")
        expect(page.locator("#alarm")).to_contain_text(f"process {pid}")
        expect(page.locator("#queue li[data-sending]")).to_have_count(1)
        page.reload()
        expect(page.locator("#queue li[data-sending]")).to_have_count(1)
    told(page, "Accept: سرمين")
    assert ask(settings, "select count(*) from mart.incident where review_status = 'accepted'") == [(1,)]
    expect(page.locator("#alarm")).to_be_empty()


def test_a_decision_that_waits_can_be_taken_back_before_it_is_written(desk: Opener, settings: Settings) -> None:
    with held(settings.write_path):
        page = desk()
        for place in ("اعزاز", "الأتارب"):
            page.keyboard.press("a")
            expect(page.locator("#item h2").first).to_contain_text(place)
        expect(page.locator("#queue li[data-sending]")).to_have_count(2)
        expect(page.locator("#alarm")).to_contain_text("waiting: 2")
        page.keyboard.press("u")
        expect(page.locator("#queue li[data-sending]")).to_have_count(1)
    told(page, "Accept: سرمين")
    assert ask(settings, "select place from mart.incident where review_status = 'accepted'") == [("سرمين",)]


def test_the_reason_filter_is_reached_by_a_key_and_sifts(desk: Opener) -> None:
    page = desk()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "filter"
    page.locator("#filter").select_option("single_source")
    assert entries(page) == ["single_source"] * 2
    expect(page.locator("#count")).to_have_text("2 of 7")
    expect(page.locator("#item h2").first).to_contain_text("اعزاز")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert chosen(page) == 5


def test_help_opens_by_a_key_and_keys_can_be_switched_off(desk: Opener) -> None:
    page = desk()
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    page.locator("#keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert chosen(page) == 0
    page.reload()
    page.keyboard.press("j")
    assert chosen(page) == 0


def test_nothing_is_decided_without_a_name_and_it_is_remembered(desk: Opener, settings: Settings) -> None:
    page = desk()
    author = page.locator("#author")
    author.fill("")
    author.press("Escape")
    page.keyboard.press("a")
    expect(page.locator("#alarm")).to_contain_text("Write your name first")
    assert page.evaluate("document.activeElement.id") == "author"
    author.fill("سمير")
    page.reload()
    expect(author).to_have_value("سمير")
    page.keyboard.press("a")
    told(page, "Accept: سرمين")
    assert ask(settings, "select distinct author from mart.correction") == [("سمير",)]


def test_a_desk_that_is_gone_or_started_anew_loses_no_decision(chromium: Browser, settings: Settings) -> None:
    page = chromium.new_page()
    try:
        with served(settings) as url:
            page.goto(f"{url}?lang=en", wait_until="networkidle")
        page.keyboard.press("a")
        expect(page.locator("#alarm")).to_contain_text("still running? Your decision is kept; waiting: 1")
        with served(settings, int(url.split(":")[2].split("/")[0]), "another-key") as other:
            expect(page.locator("#alarm")).to_contain_text("started anew")
            page.goto(f"{other}?lang=en")
            told(page, "Accept: سرمين")
    finally:
        page.close()
    assert ask(settings, "select count(*) from mart.incident where review_status = 'accepted'") == [(1,)]


@pytest.mark.parametrize(
    ("language", "options"),
    [
        ("ar", {}),
        ("ar", {"viewport": PHONE, "color_scheme": "dark"}),
        ("en", {"color_scheme": "dark"}),
        ("en", {"viewport": PHONE}),
    ],
    ids=["ar-desktop", "ar-dark-phone", "en-dark", "en-phone"],
)
def test_axe_finds_no_violation(desk: Opener, language: str, options: dict[str, object]) -> None:
    page = desk(language, **options)
    found = axe(page)
    choose(page, "near_split")
    for key in ("m", "c", "x", "?"):
        page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_have_count(1)
        found += axe(page)
        page.keyboard.press("Escape")
    choose(page, "jump")
    page.keyboard.press("s")
    assert found + axe(page) == []


def axe(page: Page) -> list[tuple[str, str]]:
    results = Axe().run(page)
    return [(found["id"], found["nodes"][0]["html"][:200]) for found in results.response["violations"]]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_desk_fits_a_phone(desk: Opener, language: str) -> None:
    page = desk(language, viewport=PHONE)
    for reason in ("jump", "near_split", "learnt_place"):
        choose(page, reason)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    choose(page, "jump")
    for action in ("split", "change", "merge", "reject"):
        page.locator(f"#item .acts [data-act={action}]").click()
        dialog = page.locator("dialog[open]")
        assert dialog.evaluate("one => one.scrollWidth <= one.clientWidth")
        dialog.locator("[data-close]").click()


def test_arabic_is_laid_out_from_the_right(desk: Opener) -> None:
    left = {}
    for language in ("ar", "en"):
        page = desk(language)
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        queue, item = page.locator("#queue").bounding_box(), page.locator("#item").bounding_box()
        assert queue is not None
        assert item is not None
        left[language] = queue["x"] - item["x"]
    assert left["ar"] > 0 > left["en"]
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")


def test_without_scripts_the_items_can_be_read(desk: Opener) -> None:
    page = desk(java_script_enabled=False)
    page.locator("#queue li a").nth(1).click()
    expect(page.locator("#item h2").first).to_contain_text("اعزاز")
    expect(page.locator("noscript p")).to_contain_text("nothing can be decided")
