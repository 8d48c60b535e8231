from __future__ import annotations

import pytest

from extractors.article import read_page
from extractors.templates import check_selector, learn_selector
from flows.sample.render import render_article
from flows.sample.server import SampleSite

PLACES = ["الهبيط", "الشحيل", "تل رفعت", "درعا البلد", "عفرين", "الرستن"]
MENU = "<div class=menu>الرئيسية، أخبار سوريا، أخبار العالم، الاقتصاد، الرياضة، الثقافة، من نحن، اتصل بنا.</div>"


def page(
    number: int, body: str = '<div class="{box} post-{number}" id="post-{number}">{story}</div>', box: str = "story"
) -> str:
    place = PLACES[number % len(PLACES)]
    story = (
        f"<p>قُتل {number + 2} مدنيين في قصف مدفعي على {place}، وأصيب آخرون بجروح نقلوا إلى مشفى قريب.</p>"
        f"<p>وقال مصدر محلي في {place} إن القصف استمر {number + 1} ساعات، وطال أحياء سكنية ومدرسة.</p>"
    )
    filled = body.replace("{story}", story).replace("{number}", str(number)).replace("{box}", box)
    return f"<html><head><title>{place}</title></head><body>{MENU}<h1>قصف على {place}</h1>{filled}</body></html>"


@pytest.mark.parametrize("index", range(4))
def test_the_body_of_every_sample_outlet_is_found(index: int) -> None:
    with SampleSite() as site:
        outlet = site.outlets[index]
        pages = [render_article(outlet, site.base(outlet.id), one, 1) for one in outlet.at(1) if one.served == "page"]
    proposal = learn_selector(pages)
    assert proposal is not None
    assert proposal.found == 1
    if outlet.selector:
        assert proposal.selector == outlet.selector
    text = read_page(pages[0], "https://x.example/1", selector=proposal.selector).text
    assert text.splitlines()[-1] in read_page(pages[0], "https://x.example/1", selector=outlet.selector).text


def test_names_with_the_articles_number_are_not_learnt() -> None:
    proposal = learn_selector([page(n) for n in range(5)])
    assert proposal is not None
    assert (proposal.selector, proposal.recall, proposal.precision) == ("div.story", 1, 1)


def test_an_id_serves_as_well() -> None:
    proposal = learn_selector([page(n, '<div id="main-text">{story}</div>') for n in range(5)])
    assert proposal is not None
    assert proposal.selector == "#main-text"


def test_drift_is_seen() -> None:
    old, new = [page(n) for n in range(4)], [page(n, box="content") for n in range(4)]
    assert check_selector("div.story", old).is_good
    assert check_selector("div.story", new).found == 0
    assert not check_selector("div.story", new).is_good
    assert not check_selector("div.story", [*old[:2], *new[:3]]).is_good


def test_a_selector_that_takes_the_menu_too_is_not_good() -> None:
    proposal = check_selector("body", [page(n) for n in range(5)])
    assert proposal.recall == 1
    assert proposal.precision < 0.8


@pytest.mark.parametrize(
    "pages",
    [[], [page(0)], [page(0)] * 5, [MENU] * 5, [page(n, f'<div class="c{n}x{n}">{{story}}</div>') for n in range(5)]],
    ids=["none", "one", "one five times", "no story", "no common name"],
)
def test_nothing_is_proposed_without_a_template(pages: list[str]) -> None:
    assert learn_selector(pages) is None
