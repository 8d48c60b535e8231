"""The drawings: steps of time, scales, classes of colour, and shapes that lie where they lie."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from warehouse.boundaries import area, centre, draw, read_shapes
from warehouse.report.choropleth import class_edges, draw_map, shade_of
from warehouse.report.evidence import choose_spans, describe
from warehouse.report.page import draw_feed
from warehouse.report.series import draw_panels, draw_series, grain_of, make_steps, nice_top, ticks
from warehouse.report.texts import load_texts

FIRST = dt.date(2024, 1, 1)


def day(number: int, best: int, low: int | None = None, high: int | None = None, **more: object) -> dict[str, object]:
    low, high = best if low is None else low, best if high is None else high
    counts = {"killed_low": low, "killed_best": best, "killed_high": high}
    return {"event_date": FIRST + dt.timedelta(days=number), "outlets_alive_count": 1, **counts, **more}


@pytest.mark.parametrize(("days", "grain"), [(1, "day"), (400, "day"), (401, "week"), (2600, "week"), (2601, "month")])
def test_a_long_range_is_drawn_in_coarser_steps(days: int, grain: str) -> None:
    last = FIRST + dt.timedelta(days=days - 1)
    assert grain_of(FIRST, last) == grain
    steps = make_steps([day(0, 3), day(days - 1, 4)], "killed", FIRST, last, grain)
    assert sum(step.best for step in steps) == 7
    assert len(steps) <= 400
    assert [step.first for step in steps] == sorted({step.first for step in steps})


def test_a_day_without_outlets_is_unknown_and_not_nought() -> None:
    steps = make_steps(
        [day(0, 0), day(2, 0, outlets_alive_count=0)], "killed", FIRST, FIRST + dt.timedelta(days=2), "day"
    )
    assert [step.is_known for step in steps] == [True, False, False]
    chart = draw_series(steps, load_texts("en"), 300, 100)
    assert chart.unknown.count("M") == 2
    assert chart.bars == ""


def test_bars_are_as_tall_as_they_count_and_mirrored_in_arabic() -> None:
    steps = make_steps([day(0, 10), day(1, 5, 2, 8)], "killed", FIRST, FIRST + dt.timedelta(days=1), "day")
    found = {}
    for language in ("en", "ar"):
        chart = draw_series(steps, load_texts(language), 400, 136)  # type: ignore[arg-type]
        bars = re.findall(r"M([\d.]+),112v-([\d.]+)", chart.bars)
        found[language] = [(float(x), float(tall)) for x, tall in bars]
        assert chart.lines.count("M") == 1
    assert [tall for _, tall in found["en"]] == [tall for _, tall in found["ar"]] == [100.0, 50.0]
    assert found["en"][0][0] < found["en"][1][0]
    assert found["ar"][0][0] > found["ar"][1][0]


def test_a_line_far_above_the_bars_is_cut_and_marked() -> None:
    steps = make_steps([day(0, 10, 5, 900)], "killed", FIRST, FIRST, "day")
    chart = draw_series(steps, load_texts("en"), 400, 136)
    assert chart.cuts
    assert max(value for _, value in chart.ticks_y) < 50


@pytest.mark.parametrize(("value", "top"), [(0, 2), (3, 3), (7, 8), (11, 15), (99, 100), (101, 150), (4321, 5000)])
def test_the_top_of_a_scale_is_round(value: int, top: int) -> None:
    assert nice_top(value) == top
    assert ticks(top)[0] == 0
    assert ticks(top)[-1] == top


def test_panels_share_one_scale() -> None:
    rows = [{**day(1, 20), "governorate_code": "A"}, {**day(2, 10), "governorate_code": "B"}]
    panels, top, _, height = draw_panels(rows, ["A", "B"], FIRST, FIRST + dt.timedelta(days=9), load_texts("en"))
    tall = [float(re.search(r"v-([\d.]+)", panel.path)[1]) for panel in panels]  # type: ignore[index]
    assert top == 20
    assert tall == [height - 4, (height - 4) / 2]


@pytest.mark.parametrize("top", [0, 1, 3, 5, 6, 40, 200, 5000])
def test_classes_grow_and_take_every_number(top: int) -> None:
    edges = class_edges(top)
    assert edges == sorted(set(edges))
    assert shade_of(0, edges) == 0
    assert shade_of(max(top, 1), edges) == 5
    shades = [shade_of(value, edges) for value in range(top + 1)]
    assert shades == sorted(shades)
    assert all(shade >= 1 for shade in shades[1:])


def governorate(code: str, killed: int, known: int = 1) -> dict[str, object]:
    return {
        "governorate_code": code, "country_code": code[:2], "killed_best": killed, "known_day_count": known,
        "incident_count": int(killed > 0), "name_en": f"name of {code}", "name_ar": code,
    }  # fmt: skip


def test_a_map_tells_nought_from_unknown_and_adds_up_what_it_draws_as_one() -> None:
    rows = [governorate("PS-GZA", 3), governorate("PS-KYS", 4), governorate("PS-JEN", 0)]
    drawn = draw_map("PS", rows, [1, 2, 3, 4, 5], load_texts("en"), 300, 300)
    assert drawn is not None
    assert drawn.killed == 7
    strip, bank = (next(u for u in drawn.units if code in u.drawn.codes) for code in ("PS-GZA", "PS-JEN"))
    assert (strip.shade, strip.said) == (5, "name of PS-GZA, name of PS-KYS: 7")
    assert bank.shade == 0
    assert drawn.merged == [strip.said]
    unread = draw_map("PS", [], [1], load_texts("en"), 300, 300)
    assert unread is not None
    assert {unit.shade for unit in unread.units} == {-1}
    assert draw_map("TR", [governorate("TR-1", 3)], [1], load_texts("en"), 300, 300) is None


@pytest.mark.parametrize("country", read_shapes())
def test_shapes_are_closed_and_drawn_within_the_frame(country: str) -> None:
    shapes = read_shapes()[country]
    for shape in shapes:
        for polygon in shape.polygons:
            assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in polygon)
            assert area(polygon[0]) != 0
    drawn, width, height = draw(shapes, 640, 520)
    assert width <= 640.1
    assert height <= 520.1
    for unit in drawn:
        assert 0 < unit.x < width
        assert 0 < unit.y < height
        assert unit.path.startswith("M")
        assert unit.path.endswith("z")


def test_aleppo_lies_north_of_damascus_and_west_of_hasakah() -> None:
    drawn, _, _ = draw(read_shapes()["SY"], 640, 520)
    at = {unit.codes[0]: (unit.x, unit.y) for unit in drawn}
    assert at["SY02"][1] < at["SY01"][1]
    assert at["SY02"][0] < at["SY08"][0]


def test_the_centre_of_a_square() -> None:
    assert centre([(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]) == (2, 2)


@pytest.mark.parametrize(("low", "high", "told"), [(3, 3, "3"), (3, None, "3+"), (1000, 1200, "1,000–1,200")])
def test_counts_in_figures(low: int, high: int | None, told: str) -> None:
    assert describe(low, high) == told


@pytest.mark.parametrize(
    ("spans", "field"),
    [
        ([("title", "killed"), ("text", "place")], "title"),
        ([("title", "killed"), ("text", "killed")], "text"),
        ([("text", "place")], "text"),
        ([], "text"),
    ],
)
def test_words_are_taken_from_where_the_count_stands(spans: list[tuple[str, str]], field: str) -> None:
    rows = [{"field": where, "role": role, "start": 0, "end": 1} for where, role in spans]
    assert choose_spans(rows)[0] == field


def asked(number: int, answered: int, failed: int, silent: bool = False) -> dict[str, object]:
    return {
        "fetch_date": FIRST + dt.timedelta(days=number), "answered_count": answered, "failed_count": failed,
        "is_silent": silent, "error": "timeout" if failed else None,
    }  # fmt: skip


def test_a_feeds_strip_tells_answers_failures_silence_and_gaps_apart() -> None:
    held = [asked(0, 8, 0), asked(1, 8, 0), asked(2, 5, 3), asked(3, 0, 8), asked(6, 8, 0, silent=True), asked(9, 8, 0)]
    feed = draw_feed("a", held, FIRST, 10)
    assert feed["paths"] == {
        "answered": "M0.0,14v-14h60.0V14zM270.0,14v-14h30.0V14z",
        "partly": "M60.0,14v-11h30.0V14z",
        "failed": "M90.0,14v-3h30.0V14z",
        "silent": "M180.0,14v-8h30.0V14z",
    }
    assert (feed["asked"], feed["answered"], feed["silent"], feed["error"]) == (6, 5, 1, "timeout")
