from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.feed import FeedError, ParsedFeed, parse_feed

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "feeds.toml").read_text("utf-8"))
NOW = dt.datetime.fromisoformat(TABLE["now"])


def build(case: dict[str, Any]) -> bytes:
    """The bytes of a case."""
    items = case.get("items", "").replace("{one}", TABLE["one"]).replace("{two}", TABLE["two"])
    xml = case.get("xml") or TABLE["template"].replace("{declared}", case.get("declared", "utf-8")).replace(
        "{items}", items
    )
    body = (case.get("prefix", "") + xml).encode(case.get("sent", "utf-8"))
    if case.get("damage") == "bad_byte":
        body = body.replace("وكالة".encode(), b"\xd9\xe6" + "كالة".encode(), 1)
    if "read_as" in case:
        body = body.decode(case["read_as"], "ignore").encode()
    return body[: len(body) - case.get("cut", 0)]


def parse(body: bytes, policy: Any = "guid") -> ParsedFeed:
    return parse_feed(body, url=TABLE["url"], timezone=TABLE["timezone"], id_policy=policy, now=NOW)


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["name"])
def test_feed_as_outlets_send_it(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(FeedError) as caught:
            parse(build(case))
        assert caught.value.reason == case["error"], caught.value
        return
    feed = parse(build(case), case.get("id_policy", "guid"))
    told = {
        "titles": [entry.title for entry in feed.entries],
        "urls": [entry.url for entry in feed.entries],
        "guids": [entry.guid for entry in feed.entries],
        "summaries": [entry.summary or "" for entry in feed.entries],
        "dates": [_naive(entry.published_at) for entry in feed.entries],
        "updates": [_naive(entry.updated_at) for entry in feed.entries],
    }
    expected = {name: case[name] for name in told if name in case}
    assert {name: told[name] for name in expected} == expected
    assert list(feed.problems) == case.get("problems", [])
    assert feed.dropped == case.get("dropped", {})


def _naive(at: dt.datetime | None) -> str:
    return at.replace(tzinfo=None).isoformat() if at else ""


def test_what_the_channel_says() -> None:
    more = "<ttl>30</ttl><skipHours><hour>1</hour><hour>24</hour></skipHours>"
    feed = parse(build({"items": more + TABLE["one"]}))
    assert (feed.title, feed.homepage) == ("وكالة الجسر", "https://wire.example/")
    assert (feed.ttl_minutes, feed.skip_hours) == (30, (0, 1))
    assert (feed.encoding, feed.declared) == ("utf-8", "utf-8")


def test_the_date_is_kept_as_sent() -> None:
    entry = parse(build({"items": "<item><link>/1</link><pubDate>قبل قليل</pubDate></item>"})).entries[0]
    assert (entry.published_raw, entry.published_at) == ("قبل قليل", None)


@given(cut=st.integers(0, 2000))
def test_a_feed_cut_anywhere_gives_whole_entries_or_a_named_refusal(cut: int) -> None:
    body = build({"items": TABLE["one"] + TABLE["two"]})
    whole = {entry.url: entry for entry in parse(body).entries}
    try:
        feed = parse(body[:cut])
    except FeedError:
        return
    for entry in feed.entries:
        assert entry == whole[entry.url]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_feed_or_a_named_refusal(noise: bytes) -> None:
    body = build({"items": TABLE["one"]})
    for sent in (noise, noise + body, body[:200] + noise + body[200:]):
        try:
            feed = parse(sent)
        except FeedError:
            continue
        assert all(entry.url.startswith("http") for entry in feed.entries)
