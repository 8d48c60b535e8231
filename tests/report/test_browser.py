"""The page in a real browser: it asks for nothing, works by mouse, by keyboard, without scripts; axe finds no fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import open_chromium

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with open_chromium() as browser:
        yield browser


@pytest.fixture(params=["ar", "en"])
def file(request: pytest.FixtureRequest, pages: dict[str, Path]) -> Path:
    return pages[request.param]


def open_page(chromium: Browser, file: Path, **options: object) -> Page:
    page = chromium.new_context(**{"viewport": DESKTOP, **options}).new_page()  # type: ignore[arg-type]
    page.goto(file.as_uri())
    return page


def shown(page: Page) -> list[dict[str, str]]:
    """What the visible incidents say of themselves, in their order."""
    script = "bodies => bodies.filter(body => !body.hidden).map(body => ({...body.dataset}))"
    return page.locator("table.incidents tbody").evaluate_all(script)


def test_it_asks_nobody_for_anything_and_complains_of_nothing(chromium: Browser, file: Path) -> None:
    page = chromium.new_context().new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(file.as_uri(), wait_until="networkidle")
    page.mouse.wheel(0, 20_000)
    page.locator("details summary").last.click()
    assert asked == [file.as_uri()]
    assert told == []


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
def test_axe_finds_no_violation(
    chromium: Browser, pages: dict[str, Path], language: str, options: dict[str, object]
) -> None:
    page = open_page(chromium, pages[language], **options)
    page.locator("details").evaluate_all("all => all.slice(0, 4).forEach(one => { one.open = true })")
    results = Axe().run(page)
    assert [(found["id"], found["nodes"][0]["html"][:200]) for found in results.response["violations"]] == []


def test_the_page_fits_a_phone(chromium: Browser, file: Path) -> None:
    page = open_page(chromium, file, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator("svg.series.narrow").first.is_visible()
    assert not page.locator("svg.series.wide").first.is_visible()


def test_filters_show_what_fits_and_say_how_many(chromium: Browser, file: Path) -> None:
    page = open_page(chromium, file)
    everything = shown(page)
    form = page.locator("#filter")
    assert f"{len(everything)}" in form.locator("output").inner_text()

    form.locator("[name=code]").select_option("SY07")
    assert {row["code"] for row in shown(page)} == {"SY07"}
    number = len(shown(page))
    assert 0 < number < len(everything)
    assert str(number) in form.locator("output").inner_text()

    form.locator("[name=several]").check()
    assert all(int(row["sources"]) > 1 and row["code"] == "SY07" for row in shown(page))
    form.locator("button[type=reset]").click()
    expect(page.locator("table.incidents tbody[hidden]")).to_have_count(0)
    form.locator("[name=least]").fill("9")
    assert {int(row["killed"]) >= 9 for row in shown(page)} == {True}
    assert sum(int(row["killed"]) >= 9 for row in everything) == len(shown(page))
    form.locator("[name=least]").fill("")
    form.locator("[name=weapon]").select_option("airstrike")
    assert {row["weapon"] for row in shown(page)} == {"airstrike"}


def test_a_place_is_found_in_another_spelling(chromium: Browser, file: Path) -> None:
    page = open_page(chromium, file)
    page.locator("#filter [name=place]").fill("اريحَا")
    assert ["أريحا" in row["name"] for row in shown(page)] == [True]


def test_sorting_by_mouse_and_keyboard(chromium: Browser, file: Path) -> None:
    page = open_page(chromium, file)
    killed = [int(row["killed"]) for row in shown(page)]
    assert killed == sorted(killed, reverse=True)

    day = page.locator("th[data-key=day]")
    day.locator("button").click()
    days = [row["day"] for row in shown(page)]
    assert days == sorted(days, reverse=True)
    assert day.get_attribute("aria-sort") == "descending"
    day.locator("button").press("Enter")
    assert [row["day"] for row in shown(page)] == sorted(days)
    assert day.get_attribute("aria-sort") == "ascending"
    assert page.locator("th[data-key=killed]").get_attribute("aria-sort") is None


def test_the_map_and_its_table_lead_to_the_incidents(chromium: Browser, file: Path) -> None:
    page = open_page(chromium, file)
    page.locator("svg.map path[data-code=SY02]").click()
    assert {row["code"] for row in shown(page)} == {"SY02"}
    page.locator("#map a[data-code=SY04]").press("Enter")
    assert {row["code"] for row in shown(page)} == {"SY04"}
    assert page.url.endswith("#incidents")


def test_the_keyboard_reaches_the_incidents_at_once(chromium: Browser, file: Path) -> None:
    page = open_page(chromium, file)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#incidents")


def test_evidence_opens_to_words_and_address(chromium: Browser, file: Path) -> None:
    page = open_page(chromium, file)
    evidence = page.locator("table.incidents details", has=page.locator("blockquote")).first
    evidence.locator("summary").click()
    assert evidence.locator("blockquote").first.is_visible()
    assert evidence.locator("a[href^='http']").first.get_attribute("rel") == "noopener noreferrer"


def test_without_scripts_everything_stands_there(chromium: Browser, file: Path) -> None:
    page = open_page(chromium, file, java_script_enabled=False)
    assert not page.locator("#filter").is_visible()
    rows = page.locator("table.incidents tbody")
    assert rows.count() > 30
    assert rows.first.is_visible()
    assert rows.last.is_visible()
    quoted = page.locator("table.incidents details", has=page.locator("blockquote")).first
    quoted.locator("summary").click()
    assert quoted.locator("blockquote").first.is_visible()


def test_it_prints_on_paper_without_its_controls(chromium: Browser, file: Path) -> None:
    page = open_page(chromium, file, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("#filter").is_visible()
    assert not page.locator("nav").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("svg.map").first.is_visible()
    assert len(page.pdf(prefer_css_page_size=True)) > 50_000


def test_arabic_is_laid_out_from_the_right(chromium: Browser, pages: dict[str, Path]) -> None:
    left = {}
    for language, file in pages.items():
        page = open_page(chromium, file)
        boxes = page.locator("svg.series.wide.killed text.time").all()
        left[language] = [box.bounding_box()["x"] for box in (boxes[0], boxes[-1])]  # type: ignore[index]
        heading = page.locator("h1").bounding_box()
        assert heading is not None
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert left["en"][0] < left["en"][1]
    assert left["ar"][0] > left["ar"][1]
