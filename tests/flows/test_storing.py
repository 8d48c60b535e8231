"""From readings to the warehouse: versions and their dates, locks, and what a broken load leaves."""

import datetime as dt
import subprocess
import sys
from dataclasses import replace

import pytest

from flows.documents import Document, Problem
from flows.reading import Job, read_document
from flows.settings import load_settings
from flows.storing import gather, load, make_batch, start_run
from warehouse import store
from warehouse.connection import open_reader
from warehouse.errors import WarehouseLocked
from warehouse.query import read_query

NOW = dt.datetime(2024, 2, 3, 12, tzinfo=dt.UTC)
EARLIER = dt.datetime(2024, 2, 1, 9, tzinfo=dt.UTC)
TEXT = "قتل ثلاثة مدنيين وأصيب خمسة آخرون في قصف مدفعي على بلدة سرمين بريف إدلب، وفق الدفاع المدني."


@pytest.fixture
def own(tmp_path):
    return load_settings(tmp_path, {"HASILA_LOCK_WAIT": "0"})


def read(text=TEXT, **options):
    document = Document("here", "ingest", url="https://one.example/1", text=text, published_at=EARLIER, **options)
    (reading,) = read_document(document, Job("run", NOW, None))
    return reading


def dates(batch):
    return {row["version_id"]: row["known_at"] for row in batch["core.article_version"]}


def test_a_version_said_twice_is_kept_once_and_named():
    problems = []
    kept = gather([read(), read(), read(TEXT + " وأضاف.")], problems.append)
    assert len(kept) == 2
    assert [(problem.name, problem.where) for problem in problems] == [("repeated", "here")]


def test_a_document_that_cannot_be_read_is_named():
    problems = []
    assert gather([read("only English words here")], problems.append) == []
    assert [problem.name for problem in problems] == ["not_arabic"]
    assert isinstance(problems[0], Problem)


def test_the_first_version_is_known_since_publication_and_a_changed_one_since_its_change():
    first, second = read(), read(TEXT.replace("ثلاثة", "أربعة"))
    batch = make_batch([first, second], {}, NOW)
    assert dates(batch) == {first.version_id: EARLIER, second.version_id: NOW}
    assert len(batch["core.article"]) == 1


@pytest.mark.parametrize(
    ("updated", "published", "fetched", "known"),
    [
        (dt.timedelta(hours=2), None, dt.timedelta(hours=3), dt.timedelta(hours=2)),
        (None, None, dt.timedelta(hours=3), dt.timedelta(hours=3)),
        (dt.timedelta(hours=-1), None, dt.timedelta(hours=3), dt.timedelta(hours=3)),
        (None, dt.timedelta(hours=1), None, dt.timedelta(hours=1)),
    ],
    ids=[
        "the page's update",
        "when it was fetched",
        "an update before the first version is no update",
        "published anew",
    ],
)
def test_a_change_of_a_held_article_is_dated(updated, published, fetched, known):
    reading = read()
    document = replace(
        reading.document,
        published_at=EARLIER + published if published else EARLIER,
        fetched_at=EARLIER + fetched if fetched else None,
    )
    reading = replace(reading, document=document, updated_at=EARLIER + updated if updated else None)
    held = {reading.article.id: {"version_ids": ["another"], "known_at": EARLIER, "fetched_at": None}}
    assert dates(make_batch([reading], held, NOW)) == {reading.version_id: EARLIER + known}


@pytest.mark.parametrize(
    ("fetched", "known"), [(-3, -3), (3, 0), (30, 30)], ids=["before it was known", "before it was received", "later"]
)
def test_a_wording_that_was_received_before_the_held_one_comes_before_it(fetched, known):
    """An archive may bring an earlier wording after the daily run brought the edited one."""
    reading = read()
    reading = replace(reading, document=replace(reading.document, fetched_at=EARLIER + dt.timedelta(hours=fetched)))
    received = EARLIER + dt.timedelta(hours=20)
    held = {reading.article.id: {"version_ids": ["edited"], "known_at": EARLIER, "fetched_at": received}}
    (found,) = dates(make_batch([reading], held, NOW)).values()
    assert found == (EARLIER + dt.timedelta(hours=known) if known else EARLIER - dt.timedelta(microseconds=1))


def test_a_held_version_keeps_its_date():
    reading = read()
    held = {reading.article.id: {"version_ids": [reading.version_id, "newer"], "known_at": NOW, "fetched_at": None}}
    assert dates(make_batch([reading], held, NOW)) == {reading.version_id: EARLIER}


def test_a_locked_file_is_named_with_its_holder(own):
    load(own, start_run("test"), [read()], {})
    hold = f"import duckdb; held = duckdb.connect({str(own.write_path)!r}); print('held', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(WarehouseLocked, match=f"process {holder.pid} is writing") as error:
            load(own, start_run("test"), [read()], {})
        holder.communicate(b"\n")
    assert error.value.pid == holder.pid
    load(own, start_run("test"), [read()], {})


def test_a_load_that_breaks_leaves_nothing_and_can_be_repeated(own, monkeypatch):
    load(own, start_run("test"), [], {})

    def break_down(*arguments, **options):
        raise RuntimeError("in the middle")

    monkeypatch.setattr(store, "build_marts", break_down)
    with pytest.raises(RuntimeError, match="in the middle"):
        load(own, start_run("test"), [read()], {})
    monkeypatch.undo()
    count = "select count(*) from core.article"
    with open_reader(own.write_path) as con:
        assert con.execute(count).fetchone() == (0,)
    load(own, start_run("test"), [read()], {})
    assert read_query(own.write_path, count).rows == [(1,)]
