"""The Wayback source against a real pywb, with a collection that the test makes: captures of a feed over days.

Its pages were edited, moved, written in windows-1256, and captured again unchanged.
"""

import datetime as dt
import json
import subprocess

import duckdb
import pytest

from flows.fetching import Fetcher
from flows.pacing import Pace
from flows.past import fill_range
from flows.settings import load_settings
from flows.sources.choose import Order
from tests import archive_server
from tests.flows.archives import SlowClock, feed
from tests.flows.processes import free_port, running, wait_for
from tests.flows.stories import Warc, page, tell

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(not archive_server.is_ready(), reason="run `python -m tests.archive_server` once"),
]

DAYS = [dt.date(2024, 1, day) for day in (5, 6, 7)]
XML = "application/rss+xml; charset=utf-8"
SITE = "http://one.example"


def collection():
    """Three days of an outlet as a crawler kept them."""

    def at(day, hour):
        return dt.datetime(2024, 1, day, hour)  # noqa: DTZ001 a feed's own words

    old = [(f"{SITE}/news/1", "خبر", at(5, 6), "قصير"), (f"{SITE}/أخبار/2", "خبر", at(5, 7), "قصير")]
    new = [(f"{SITE}/{path}", "خبر", at(6, 6), "قصير") for path in ("old.asp?id=3", "gone/4", "moved/5")] + old
    warc = Warc()
    first = warc.add(f"{SITE}/feed", "2024-01-05T08:00:00Z", feed(*old), XML)
    warc.revisit(f"{SITE}/feed", "2024-01-05T20:00:00Z", first)
    warc.add(f"{SITE}/feed", "2024-01-06T08:00:00Z", feed(*new), XML)
    warc.add(f"{SITE}/feed", "2024-01-07T08:00:00Z", "<html>maintenance</html>", status="503 Service Unavailable")
    story = warc.add(f"{SITE}/news/1", "2024-01-05T09:00:00Z", page(tell(3), DAYS[0]))
    warc.revisit(f"{SITE}/news/1", "2024-01-05T12:00:00Z", story)
    warc.add(f"{SITE}/news/1", "2024-01-06T09:00:00Z", page(tell(5), DAYS[0]))
    arabic = f"{SITE}/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/2"
    warc.add(arabic, "2024-01-05T09:30:00Z", page(tell(4, "أريحا"), DAYS[0]))
    packed = page(tell(6, "بنش"), DAYS[1]).encode("cp1256")
    warc.add(f"{SITE}/old.asp?id=3", "2024-01-06T09:00:00Z", packed, "text/html; charset=windows-1256")
    warc.add(f"{SITE}/gone/4", "2024-01-06T09:00:00Z", "", status="301 Moved", Location=f"{SITE}/elsewhere/4")
    warc.add(f"{SITE}/moved/5", "2024-01-06T09:00:00Z", "", status="301 Moved", Location=f"{SITE}/here/5")
    warc.add(f"{SITE}/here/5", "2024-01-06T09:01:00Z", page(tell(7, "سرمين"), DAYS[1]))
    return warc.data


@pytest.fixture
def archive(tmp_path):
    """The address of a pywb that serves the collection."""
    folder, port = tmp_path / "pywb", free_port()
    folder.mkdir()
    (folder / "captures.warc.gz").write_bytes(collection())
    for words in (["init", "news"], ["add", "news", "captures.warc.gz"]):
        subprocess.run(
            [archive_server.BIN / "wb-manager", *words], cwd=folder, check=True, capture_output=True, timeout=120
        )
    command = [archive_server.BIN / "wayback", "-b", "127.0.0.1", "-p", str(port)]
    with running(command, tmp_path / "pywb.log", cwd=folder) as process:
        wait_for(f"http://127.0.0.1:{port}/news/", process)
        yield f"http://127.0.0.1:{port}/news"


def test_captures_are_read_from_a_real_archive(archive, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    host = archive.split("/")[2]
    values = {"host_interval": 0, "retry_delay": 0, "workers": 1, "allow_hosts": [host]}
    values |= {"wayback_index": f"{archive}/cdx", "wayback_pages": archive}
    (home / "settings.toml").write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items()))
    table = {"id": "one", "outlet": "one", "name_ar": "منبر", "url": f"{SITE}/feed", "homepage": f"{SITE}/"}
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
    (home / "feeds.toml").write_text(f"[[feed]]\n{lines}")
    order = Order(DAYS[0], DAYS[-1], "wayback", outlet="one")
    clock = SlowClock()
    fetcher = Fetcher(load_settings(home), pace=Pace(sleep=clock.sleep, clock=clock))
    summary = fill_range(order, str(home), fetcher=fetcher)
    assert summary.failed_days == []
    assert summary.problems == {"not_captured": 1}
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
        found = con.execute("""
            select regexp_extract(url, '[^/]+$'), regexp_extract(text, 'قتل (\\pL+)', 1), strftime(known_at, '%d %H:%M')
            from core.article_version join core.article using (article_id) order by known_at, 1
        """).fetchall()
        days = con.execute("select count(*) from meta.backfill_day where status = 'done'").fetchone()
    assert found == [
        ("1", "ثلاثة", "05 06:00"),
        ("2", "أربعة", "05 07:00"),
        ("5", "سبعة", "06 06:00"),
        ("old.asp?id=3", "ستة", "06 06:00"),
        ("1", "خمسة", "06 09:00"),
    ]
    assert days == (3,)
    assert fill_range(order, str(home)).days == 0
