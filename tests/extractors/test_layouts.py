from __future__ import annotations

import pytest
from trafilatura import load_html

from extractors.article import learn_pages, read_page
from extractors.layouts import MIN_PAGES, learn_layout, read_layout

PLACES = ["الهبيط", "الشحيل", "تل رفعت", "درعا البلد", "عفرين", "الرستن", "دوما", "منبج"]
BODY = '<header><h1>قصف على {place}</h1></header><article id="post-{n}"><div class="{box}">{story}</div></article>'
SHARE = "<div class=share><a href=x>شارك على فيسبوك</a></div>"
URL = "https://outlet.example/2024/1"


def paragraphs(number: int) -> list[str]:
    place = PLACES[number % len(PLACES)]
    return [
        f"قُتل {number + 2} مدنيين في قصف مدفعي على {place}، وأصيب آخرون بجروح نقلوا إلى مشفى قريب من البلدة.",
        f"وقال مصدر محلي في {place} إن القصف استمر {number + 1} ساعات، وطال أحياء سكنية ومدرسة وسوقاً.",
    ]


def page(
    number: int, story: str = "{lines}<div class=share><a href=x>شارك على فيسبوك</a></div>", box: str = "story-text"
) -> str:
    lines = "".join(f"<p>{line}</p>" for line in paragraphs(number))
    body = BODY.format(n=number, place=PLACES[number % len(PLACES)], box=box, story=story.replace("{lines}", lines))
    menu = "<nav><ul><li><a href=/>الرئيسية</a></li></ul></nav>"
    return f"<html><head><title>{number}</title></head><body>{menu}{body}<footer>من نحن</footer></body></html>"


def taught(count: int = MIN_PAGES):
    return learn_pages([page(number) for number in range(count)])


def test_the_layout_is_the_deepest_box_that_holds_the_story_and_the_lines_that_are_its() -> None:
    layout = taught()
    assert layout is not None
    assert (layout.box, layout.kept, layout.dropped) == ("div.story-text", {"p"}, {"div.share/@"})


def test_fewer_pages_teach_nothing() -> None:
    assert taught(MIN_PAGES - 1) is None


def test_an_empty_page_among_them_does_not_mix_up_the_others() -> None:
    pages = [page(number) for number in range(MIN_PAGES)]
    assert learn_pages([pages[0], "", *pages[1:]]) == taught()


def test_a_page_read_by_its_layout_has_the_text_of_the_general_way() -> None:
    general, quick = (read_page(page(20), URL, layout=layout) for layout in (None, taught()))
    assert (general.method, quick.method) == ("trafilatura", "layout")
    assert general.text == quick.text == "\n".join(paragraphs(20))


@pytest.mark.parametrize(
    ("story", "box"),
    [
        pytest.param("{lines}", "entry", id="the box has another name"),
        pytest.param('{lines}</div><div class="story-text">{lines}', "story-text", id="two boxes"),
        pytest.param("{lines}<h3>عنوان فرعي لم يسبق أن رأيناه</h3>", "story-text", id="a kind of line never seen"),
        pytest.param("{lines}<p><a href=y>اقرأ أيضاً: مقتل تسعة</a></p>", "story-text", id="a linked line never seen"),
        pytest.param("<script>draw()</script>", "story-text", id="no line"),
    ],
)
def test_an_odd_page_is_left_to_the_general_way(story: str, box: str) -> None:
    layout = taught()
    assert layout is not None
    assert read_layout(load_html(page(3, story, box)), layout) is None


def test_line_ends_comments_and_scripts_inside_the_box_do_not_glue_or_add_words() -> None:
    layout = taught()
    assert layout is not None
    first, second = paragraphs(1)
    story = f"<!-- a --><p>{first[:40]}<script>x()</script><b>{first[40:]}</b><br>{second}</p>"
    assert read_layout(load_html(page(1, story)), layout) == [first, second]


def test_lines_of_one_kind_that_are_only_sometimes_the_storys_teach_nothing() -> None:
    pages = [load_html(page(number)) for number in range(MIN_PAGES)]
    lines = [paragraphs(number)[: 1 + number % 2] for number in range(MIN_PAGES)]
    assert learn_layout(list(zip(pages, lines, strict=True))) is None


def test_a_deep_tree_is_read() -> None:
    layout = taught()
    assert layout is not None
    deep = "<span>" * 200 + "نص" + "</span>" * 200
    assert read_layout(load_html(page(1, "{lines}" + "<p>" + deep + "</p>")), layout) == [*paragraphs(1), "نص"]
