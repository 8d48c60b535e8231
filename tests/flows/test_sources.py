"""Sources of files: which days they hold, what they read of a day, and clear words for what cannot be read."""

import datetime as dt
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from flows.documents import Document, Problem
from flows.errors import UserError
from flows.feeds import Feed
from flows.reading import Job, read_document
from flows.settings import load_settings
from flows.sources.base import NAMES
from flows.sources.choose import Order, check_order, open_file
from flows.sources.warc import WarcFiles, walk_records
from tests.flows.stories import Warc, line, pack, page, tell

DAYS = [dt.date(2024, 1, day) for day in (5, 6, 7)]
FEED = Feed("one-feed", "one", "https://one.example/feed", "منبر", homepage="https://www.one.example/", country="SY")


def read_all(source, start=DAYS[0], end=DAYS[-1]):
    """What a source offers and reads of a range: sizes by day, the documents, the names of the problems."""
    problems = []
    offers = source.offer(start, end, problems.append)
    found = [
        one for candidate in source.list_candidates([offer.day for offer in offers]) for one in source.read(candidate)
    ]
    documents = [one for one in found if isinstance(one, Document)]
    problems += [one for one in found if isinstance(one, Problem)]
    return {offer.day: offer.size for offer in offers}, documents, problems


LINES = [
    line(3, DAYS[1]),
    b"\n",
    line(4, DAYS[0]),
    b"{broken\n",
    line(5, "2023-12-31"),
    line(6, DAYS[1]),
    line(7, "soon"),
]


def write_parquet(path, days=str):
    rows = [json.loads(one) for one in (LINES[0], LINES[2], LINES[4], LINES[5])]
    table = pa.Table.from_pylist([{**row, "published": days(row["published"]), "more": 1} for row in rows])
    pq.write_table(table, path, row_group_size=2)


@pytest.mark.parametrize("kind", ["plain", "gzip", "zstd", "parquet", "parquet with days"])
def test_articles_of_a_file_are_found_by_day_however_it_is_packed(kind, tmp_path):
    path = tmp_path / "articles"
    plain = b"".join(LINES)
    if kind.startswith("parquet"):
        write_parquet(path, dt.date.fromisoformat if "days" in kind else str)
    else:
        path.write_bytes({"plain": plain, "gzip": pack(plain), "zstd": zstandard.compress(plain)}[kind])
    source = open_file(Order(DAYS[0], DAYS[-1], path=str(path), outlet="mine"), load_settings(tmp_path))
    sizes, documents, problems = read_all(source)
    assert sizes == {DAYS[0]: 1, DAYS[1]: 2}
    assert {(one.published, one.text, one.outlet) for one in documents} == {
        (DAYS[0], tell(4), "one"), (DAYS[1], tell(3), "one"), (DAYS[1], tell(6), "one"),
    }  # fmt: skip
    assert [problem.name for problem in problems] == ([] if "parquet" in kind else ["no_json", "no_published"])


def test_a_day_whose_articles_changed_has_another_fingerprint(tmp_path):
    path, prints = tmp_path / "articles.jsonl", []
    for lines in (LINES[:3], LINES[:3], [*LINES[:3], LINES[5]]):
        path.write_bytes(b"".join(lines))
        source = open_file(Order(DAYS[0], DAYS[-1], path=str(path)), load_settings(tmp_path))
        prints.append({offer.day: offer.fingerprint for offer in source.offer(DAYS[0], DAYS[-1], print)})
    assert prints[0] == prints[1]
    assert prints[2][DAYS[0]] == prints[0][DAYS[0]]
    assert prints[2][DAYS[1]] != prints[0][DAYS[1]]


def test_pages_of_a_folder_say_when_and_where_they_were_published(tmp_path):
    files = {
        "a.html": page(tell(3), DAYS[0], "https://one.example/news/1"),
        "2024/01/06/b.htm": page(tell(4)),
        "c.html": page(tell(5)),
        "d.html": page(tell(6), "2023-01-01"),
        "readme.txt": "no page",
    }
    for name, text in files.items():
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="cp1256" if name == "a.html" else "utf-8")
    order = Order(DAYS[0], DAYS[-1], "html", str(tmp_path / "pages"), "mine")
    sizes, documents, problems = read_all(open_file(order, load_settings(tmp_path)))
    assert sizes == {DAYS[0]: 1, DAYS[1]: 1}
    assert [(one.url, one.published, one.outlet) for one in documents] == [
        ("https://one.example/news/1", None, "mine"), (None, DAYS[1], "mine"),
    ]  # fmt: skip
    assert [problem.name for problem in problems] == ["no_published"]
    assert "c.html" in problems[0].where


@pytest.mark.parametrize(("edit", "is_other"), [((3, 3), False), ((3, 4), True), ((3, 13), True)])
def test_a_folders_day_has_another_fingerprint_when_a_page_was_edited(edit, is_other, tmp_path):
    path, prints = tmp_path / "pages/2024/01/05/a.html", []
    path.parent.mkdir(parents=True)
    source = open_file(Order(DAYS[0], DAYS[0], "html", str(tmp_path / "pages")), load_settings(tmp_path))
    for toll in edit:
        path.write_text(page(f"قتل {toll} مدنيين في قصف على بلدة سرمين."), encoding="utf-8")
        prints += [offer.fingerprint for offer in source.offer(DAYS[0], DAYS[0], print)]
    assert (prints[0] != prints[1]) is is_other


def make_warc(packed=True):
    """Five pages and what else a crawl holds."""
    warc = Warc(packed=packed)
    first = warc.add("https://one.example/news/1", "2024-01-05T10:00:00Z", page(tell(3), DAYS[0]))
    warc.add("https://one.example/news/2", "2024-01-05T11:00:00Z", page(tell(4), DAYS[0]).encode("cp1256"), "text/html")
    warc.add("https://one.example/logo.png", "2024-01-05T11:00:00Z", b"\x89PNG", "image/png")
    warc.add("https://one.example/gone", "2024-01-05T11:00:00Z", "<p>404", status="404 Not Found")
    warc.revisit("https://one.example/news/1", "2024-01-06T10:00:00Z", first)
    warc.add("https://m.one.example/news/3", "2024-01-06T12:00:00Z", page(tell(5), DAYS[1]))
    warc.add("https://two.example/news/4", "2024-01-06T12:00:00Z", page(tell(6), DAYS[1]))
    warc.add("https://one.example/news/5", "2024-01-09T12:00:00Z", page(tell(7), DAYS[1]))
    return warc


def warc_source(path, outlet=""):
    return WarcFiles(path, outlet, "Asia/Damascus", {"one.example": FEED})


@pytest.mark.parametrize("packed", [True, False])
def test_pages_of_a_warc_file_are_found_by_day_of_capture(packed, tmp_path):
    path = tmp_path / "crawl.warc"
    path.write_bytes(make_warc(packed).data)
    sizes, documents, problems = read_all(warc_source(path))
    assert sizes == {DAYS[0]: 2, DAYS[1]: 2}
    assert [(one.url[-6:], one.outlet, one.country) for one in documents] == [
        ("news/1", "one", "SY"), ("news/2", "one", "SY"), ("news/3", "one", "SY"), ("news/4", None, None),
    ]  # fmt: skip
    assert documents[1].html == page(tell(4), DAYS[0])
    assert documents[2].fetched_at == dt.datetime(2024, 1, 6, 12, tzinfo=dt.UTC)
    assert [problem.name for problem in problems] == ["revisit"]


def test_a_record_with_an_address_that_is_none_is_an_article_without_one(tmp_path):
    warc = Warc()
    for number, url in enumerate(("https://[x]/a", "https://one.example/news/2"), 3):
        warc.add(url, "2024-01-05T10:00:00Z", page(tell(number), DAYS[0]))
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(warc.data)
    _, documents, problems = read_all(warc_source(path))
    read = [read_document(one, Job("run", dt.datetime(2024, 2, 1, tzinfo=dt.UTC), tmp_path))[0] for one in documents]
    assert [(one.problem, one.event_count) for one in read] == [(None, 1), (None, 1)]
    assert [one.article.url for one in read] == [None, "https://one.example/news/2"]
    assert problems == []


def test_of_common_crawls_news_only_the_registrys_outlets_and_the_days_files_are_read(tmp_path):
    folder = tmp_path / "CC-NEWS/2024/01"
    folder.mkdir(parents=True)
    (folder / "CC-NEWS-20240105093000-00001.warc.gz").write_bytes(make_warc().data)
    (folder / "CC-NEWS-20240201000000-00002.warc.gz").write_bytes(b"is not opened, being of another month")
    sizes, documents, _ = read_all(warc_source(tmp_path / "CC-NEWS"))
    assert (sizes, {one.outlet for one in documents}) == ({DAYS[0]: 2, DAYS[1]: 1}, {"one"})
    (folder / "other.warc.gz").write_bytes(make_warc().data)
    sizes, documents, _ = read_all(warc_source(tmp_path / "CC-NEWS", "one"))
    assert sizes == {DAYS[0]: 4, DAYS[1]: 2}


def damage(data, offsets, how):
    """The file with its second record spoilt."""
    start, end = offsets[1], offsets[2]
    if how == "a byte":
        middle = (start + end) // 2
        return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]
    if how == "a hole":
        return data[: start + 40] + data[end - 40 :]
    if how == "zeros":
        return data[:start] + bytes(end - start) + data[end:]
    return data[: offsets[-1] + 60]


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("how", ["a byte", "a hole", "zeros", "cut off"])
def test_a_damaged_record_costs_no_other(how, packed, tmp_path, capfd):
    warc, path = make_warc(packed), tmp_path / "crawl.warc.gz"
    path.write_bytes(damage(warc.data, warc.offsets, how))
    _, documents, problems = read_all(warc_source(path), end=dt.date(2024, 1, 9))
    names = [problem.name for problem in problems if problem.name != "revisit"]
    left = {one.url.rpartition("/")[2] for one in documents}
    if how == "cut off":
        assert left == {"1", "2", "3", "4"}
    else:
        assert left >= {"1", "3", "4", "5"}
    # A flipped byte of an unpacked page cannot be known: it has no checksum that the reading asks for.
    assert names == (["corrupt_member"] if (how, packed) != ("a byte", False) else [])
    assert capfd.readouterr().err == ""


def test_a_file_packed_as_a_whole_is_refused_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr("flows.sources.warc.LARGEST", 4000)
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(pack(make_warc(packed=False).data * 20))
    ((_, found),) = walk_records(path)
    assert "warcio recompress" in str(found)


@pytest.mark.parametrize(
    ("order", "says"),
    [
        (Order(DAYS[1], DAYS[0], path="x"), "after its end"),
        (Order(DAYS[0], DAYS[1], "nowhere"), "there is no source 'nowhere'"),
        (Order(DAYS[0], DAYS[1], "warc"), "name them with --path"),
        (Order(DAYS[0], DAYS[1], "wayback", path="x"), "takes no --path"),
        (Order(DAYS[0], DAYS[1]), "name what to read"),
    ],
)
def test_an_order_that_cannot_be_is_refused(order, says):
    with pytest.raises(UserError, match=says):
        check_order(order)
    assert len(NAMES) == 8


@pytest.mark.parametrize(
    ("name", "content", "source", "says"),
    [
        (None, None, "jsonl", "cannot be read"),
        ("a.gz", pack(b"".join(LINES))[:-12], "jsonl", "cut off or damaged"),
        ("a.zst", zstandard.compress(b"".join(LINES))[:-12], "jsonl", "cut off or damaged"),
        ("b.zst", zstandard.compress(b"".join(LINES))[:90] + bytes(90), "jsonl", "cut off or damaged"),
        ("a.parquet", b"PAR1 and nothing more", "jsonl", "no sound Parquet file"),
        ("a.html", b"<p>", "html", "is no folder"),
        (None, None, "warc", "no such file or folder"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_told_in_a_line(name, content, source, says, tmp_path):
    path = tmp_path / (name or "none")
    if content is not None:
        path.write_bytes(content)
    order = Order(DAYS[0], DAYS[1], source, str(path))
    with pytest.raises(UserError, match=says) as told:
        read_all(open_file(order, load_settings(tmp_path)))
    assert "\n" not in str(told.value)


def test_a_parquet_file_without_the_keys_names_the_one_that_lacks(tmp_path):
    out = io.BytesIO()
    pq.write_table(pa.table({"id": ["a"], "body": ["b"]}), out)
    (tmp_path / "a.parquet").write_bytes(out.getvalue())
    source = open_file(Order(DAYS[0], DAYS[1], path=str(tmp_path / "a.parquet")), load_settings(tmp_path))
    with pytest.raises(UserError, match="has no column 'published'"):
        source.offer(DAYS[0], DAYS[1], lambda problem: None)
