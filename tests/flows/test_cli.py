"""The command line: what each command prints, and how it leaves when something is wrong."""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import duckdb
import pyarrow.parquet
import pytest
from typer.testing import CliRunner

from flows.cli import app
from warehouse import migrate as migrations
from warehouse.connection import open_writer
from warehouse.statements import names_in

HERE = Path(__file__).parent
GOLD = HERE.parent / "gold/dev.jsonl"
CASES = tomllib.loads((HERE / "cases/cli.toml").read_text(encoding="utf-8"))
COMMANDS = [
    "demo", "run", "ingest", "backfill", "reextract", "extract", "explain", "evaluate", "sql", "status", "feeds",
    "feeds list", "feeds check", "publish", "export", "report", "doctor", "purge", "correct", "correct change",
    "correct reject", "correct merge", "correct split", "correct undo", "correct list",
]  # fmt: skip


def hasila(*words, stdin=None):
    return CliRunner().invoke(app, [str(word) for word in words], input=stdin)


@pytest.fixture(scope="module")
def articles():
    """The first five annotated articles, without what the annotators found."""
    lines = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()[:5]]
    return [{key: line[key] for key in ("id", "published", "title", "text")} for line in lines]


@pytest.fixture(scope="module")
def home(articles, tmp_path_factory):
    """A data folder with these articles."""
    home = tmp_path_factory.mktemp("home")
    (home / "articles.jsonl").write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    assert hasila("ingest", home / "articles.jsonl", "--home", home).exit_code == 0
    return home


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command):
    result = hasila(*command.split(), "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_help_names_every_command():
    output = hasila("--help").output
    assert [command for command in COMMANDS if " " not in command and f" {command} " not in output] == []


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["why"])
def test_what_is_wrong_is_told_in_one_line(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in case.get("files", {}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = hasila(*case["command"])
    assert result.exit_code == case["code"]
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("hasila: ")
    assert case["says"] in line


@pytest.fixture(scope="module")
def outdated(tmp_path_factory):
    """A data folder of a version that knew the first half of the schema's steps alone."""
    home = tmp_path_factory.mktemp("outdated")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "names_in", lambda folder: names_in(folder)[: len(names_in(folder)) // 2])
        patch.setattr(migrations, "apply_comments", lambda con: None)
        con = open_writer(home / "write.duckdb")
        migrations.migrate(con)
        con.close()
    shutil.copyfile(home / "write.duckdb", home / "warehouse.duckdb")
    return home


@pytest.mark.parametrize("command", CASES["outdated"]["commands"])
def test_a_warehouse_of_an_older_version_is_told_with_the_remedy(command, outdated, tmp_path):
    result = hasila(*command.replace("OUT", str(tmp_path / "out")).split(), "--home", outdated)
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("hasila: the warehouse was made by another version of hasila (Catalog Error: ")
    assert line.endswith("; `hasila publish` renews it")


def test_publish_renews_a_warehouse_of_an_older_version(outdated, tmp_path):
    home = shutil.copytree(outdated, tmp_path / "home")
    assert hasila("publish", "--home", home).exit_code == 0
    for command in CASES["outdated"]["renewed"]:
        assert hasila(*command.split(), "--home", home).exit_code == 0


@pytest.mark.parametrize("command", CASES["light"]["commands"])
def test_commands_that_need_no_prefect_do_not_load_it(command, home):
    probe = (
        "import sys\nfrom typer.testing import CliRunner\nfrom flows.cli import app\n"
        f"result = CliRunner().invoke(app, {command!r}.replace('HOME', {str(home)!r}).split('|'))\n"
        "print(result.exit_code, *sorted({'prefect', 'trafilatura'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].strip() == "0"


def test_ingest_a_second_time_adds_nothing(home):
    result = hasila("ingest", home / "articles.jsonl", "--home", home, "--json")
    figures = json.loads(result.stdout)
    assert (figures["articles"], figures["new_versions"], figures["rows_added"], figures["rows_updated"]) == (
        5,
        0,
        0,
        0,
    )


def test_ingest_names_bad_lines_and_goes_on(home, tmp_path, articles):
    path = tmp_path / "more.jsonl"
    bad = [
        "{broken",
        json.dumps({"id": 1, "text": "x"}),
        json.dumps({**articles[0], "text": "nothing but English words"}),
    ]
    path.write_text("\n".join([*bad, json.dumps(articles[0]), json.dumps(articles[0])]), encoding="utf-8")
    result = hasila("ingest", path, "--home", tmp_path)
    assert result.exit_code == 0
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [f"{path}:{n}" for n in (1, 2, 3, 5)]
    assert "left out: 1 no_json, 1 no_published, 1 not_arabic, 1 repeated" in result.stdout


def test_ingest_of_nothing_readable_fails(tmp_path):
    (tmp_path / "bad.jsonl").write_text("{broken\n")
    assert hasila("ingest", tmp_path / "bad.jsonl", "--home", tmp_path).exit_code == 1


def test_extract_gives_the_codebooks_fields_from_a_file_and_from_standard_input(articles, tmp_path):
    lines = "\n".join(json.dumps(article, ensure_ascii=False) for article in articles)
    (tmp_path / "articles.jsonl").write_text(lines, encoding="utf-8")
    assert hasila("extract", tmp_path / "articles.jsonl", "-o", tmp_path / "events.jsonl").exit_code == 0
    from_file = (tmp_path / "events.jsonl").read_text(encoding="utf-8")
    assert hasila("extract", stdin=lines).stdout == from_file
    found = [json.loads(line) for line in from_file.splitlines()]
    assert [line["id"] for line in found] == [article["id"] for article in articles]
    assert {"killed", "scope", "date", "governorate", "spans"} <= found[0]["events"][0].keys()


def test_extract_keeps_the_order_and_names_what_it_leaves_out(articles):
    result = hasila("extract", "--workers", "2", stdin="\n".join(["{broken", json.dumps(articles[0])]))
    assert result.exit_code == 0
    assert json.loads(result.stdout)["id"] == articles[0]["id"]
    assert result.stderr.startswith("stdin:1: is no JSON")


def test_a_broken_extract_leaves_no_half_file(tmp_path):
    (tmp_path / "bad.jsonl").write_text("{broken\n")
    result = hasila("extract", tmp_path / "bad.jsonl", "-o", tmp_path / "none" / "out.jsonl")
    assert (result.exit_code, "out.jsonl: cannot be written" in result.stderr) == (2, True)
    assert hasila("extract", tmp_path / "none.jsonl", "-o", tmp_path / "out.jsonl").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.jsonl"]


def test_evaluate_judges_the_coder_and_a_file_of_events(tmp_path):
    figures = json.loads(hasila("evaluate", GOLD, "--json").stdout)
    assert (figures["articles"], figures["gold_facts"]) == (40, 278)
    assert figures["levels"]["count"]["f1"] > 0.9
    assert figures["phenomena"]["roundup"]["articles"] == 28
    perfect = json.loads(hasila("evaluate", GOLD, GOLD, "--json").stdout)
    assert {level["f1"] for level in perfect["levels"].values()} == {1.0}
    text = hasila("evaluate", GOLD, GOLD).stdout
    assert "articles 40  gold facts 278  predicted 278" in text
    assert "roundup" in text


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_sql_answers_in_every_form(form, home):
    result = hasila(
        "sql", "select article_id, text_length from core.article_version order by 1", "--format", form, "--home", home
    )
    assert result.exit_code == 0
    if form == "csv":
        assert len(result.stdout.splitlines()) == 6
        assert result.stdout.startswith("article_id,text_length\n")
    elif form == "json":
        assert len(json.loads(result.stdout)) == 5
    else:
        assert "5 rows" in result.stdout


def test_sql_writes_parquet_that_other_tools_read(home, tmp_path):
    path = tmp_path / "answer.parquet"
    assert hasila("sql", "from core.casualty_event", "--format", "parquet", "-o", path, "--home", home).exit_code == 0
    (count,) = duckdb.sql(f"select count(*) from '{path}'").fetchall()[0]
    assert count == pyarrow.parquet.read_table(path).num_rows > 10


def test_sql_tells_a_bad_question_in_one_line(home):
    result = hasila("sql", "select killd from mart.incident", "--home", home)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "killed_low" in result.stderr
    assert hasila("sql", "delete from core.claim", "--home", home).exit_code == 2
    result = hasila("sql", "select 1", "--format", "csv", "-o", home / "none" / "a.csv", "--home", home)
    assert (result.exit_code, "cannot be written" in result.stderr) == (2, True)


def test_sql_says_what_is_covered_where_nothing_was_found(home):
    query = "select event_date from mart.incident where event_date = '2030-01-01'"
    for form, stdout in (("table", "0 rows\n"), ("csv", "event_date\n"), ("json", "[]\n")):
        result = hasila("sql", query, "--format", form, "--home", home)
        assert result.exit_code == 0
        assert result.stdout.endswith(stdout)
        assert "the warehouse holds" in result.stderr


def test_sql_shows_what_fits_and_a_single_row_upright(home):
    result = hasila("sql", "from mart.incident limit 2", "--home", home)
    assert max(map(len, result.stdout.splitlines())) <= 200
    assert "columns do not fit" in result.stderr
    assert "│ killed_best" in hasila("sql", "from mart.incident limit 1", "--home", home).stdout
    assert "only the first 1000 rows" in hasila("sql", "from range(1001)", "--home", home).stderr


def test_sql_without_a_question_lists_the_tables(home):
    assert "mart.daily_governorate_casualties_as_of(instant)" in hasila("sql", "--home", home).stdout


def test_sql_gives_lists_and_nulls_as_other_tools_read_them(home):
    query = "select [1, 2] as list, null as nothing, true as yes, 'nan'::double as none"
    assert hasila("sql", query, "--format", "csv", "--home", home).stdout.splitlines()[1] == "1; 2,,true,nan"
    (row,) = json.loads(hasila("sql", query, "--format", "json", "--home", home).stdout)
    assert row == {"list": [1, 2], "nothing": None, "yes": True, "none": None}


def test_export_writes_a_data_package_of_the_forms_that_are_asked_for(home, tmp_path):
    result = hasila("export", tmp_path / "all", "--embargo", "1", "--home", home)
    assert result.exit_code == 0
    written = {Path(line).relative_to(tmp_path / "all").parts[0] for line in result.stdout.splitlines()}
    assert written == {"datapackage.json", "METHOD.md", "CITATION.cff", "data", "parquet", "hxl", "geo"}
    result = hasila("export", tmp_path / "csv", "--format", "csv", "--snippets", "--home", home)
    assert (tmp_path / "csv/data/snippet.csv").read_text(encoding="utf-8").count("\n") > 3
    assert not (tmp_path / "csv/parquet").exists()


def test_report_is_written_where_it_is_asked_for(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert hasila("report", "--home", home, "--lang", "ar").exit_code == 0
    assert 'dir="rtl"' in (tmp_path / "report-ar.html").read_text(encoding="utf-8")
    result = hasila("report", "--home", home, "-o", tmp_path / "deeper" / "r.html")
    assert result.exit_code == 0
    assert str(tmp_path / "deeper" / "r.html") in result.stdout


def test_status_tells_runs_and_counts(home):
    told = json.loads(hasila("status", "--home", home, "--json").stdout)
    assert told["counts"]["articles"] == 5
    assert told["runs"][0]["flow"] == "ingest"
    assert "5 articles" in hasila("status", "--home", home).stdout


def test_purge_forgets_old_texts_and_nothing_else(home, tmp_path):
    own = shutil.copytree(home, tmp_path / "home")
    asked = hasila("purge", "--older-than", "1", "--home", own, stdin="n\n")
    assert (asked.exit_code, "Forget the texts older than 1 days" in asked.stderr) == (1, True)
    days = "from mart.daily_governorate_casualties order by all"
    before = hasila("sql", days, "--format", "csv", "--home", own).stdout
    assert hasila("publish", "--home", own).exit_code == 0
    told = json.loads(hasila("purge", "--older-than", "1", "--yes", "--json", "--home", own).stdout)
    assert told["texts"] == 5
    assert told["snapshots"] >= 1
    assert not (own / "warehouse.duckdb.1").exists()
    assert hasila("sql", days, "--format", "csv", "--home", own).stdout == before
    assert hasila("sql", "from core.article_version where text is not null", "--home", own).stdout.endswith("0 rows\n")
    again = hasila("purge", "--older-than", "1", "--yes", "--home", own)
    assert again.stdout.startswith("purged 0 article texts, 0 feed items and 0 archived pages")


def test_publish_restores_the_snapshot(home):
    (home / "warehouse.duckdb").unlink()
    assert hasila("publish", "--home", home).exit_code == 0
    assert (home / "warehouse.duckdb").exists()


def test_feeds_list_shows_the_packaged_registry(tmp_path):
    feeds = json.loads(hasila("feeds", "list", "--json", "--home", tmp_path).stdout)
    assert len([feed for feed in feeds if feed["enabled"]]) >= 12
    assert feeds[0]["id"] in hasila("feeds", "list", "--home", tmp_path).stdout


def test_feeds_check_asks_each_feed_and_stores_nothing(settings):
    result = hasila("feeds", "check", "--json", "--home", settings.home)
    assert result.exit_code == 0
    answers = {row["feed"]: (row["outcome"], row["items"]) for row in json.loads(result.stdout)}
    assert answers["sample-sahel"] == ("refused", 0)
    assert answers["sample-maraya"][0] == "ok"
    assert answers["sample-maraya"][1] > 10
    assert not settings.write_path.exists()
    assert hasila("feeds", "check", "--only", "sample-sahel", "--home", settings.home).exit_code == 1
