"""The check-up: each trouble is found and comes with a remedy, and a good installation is called one."""

import datetime as dt
import json
import os
import shutil
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.checkup import STALE, check_up
from flows.cli import app
from tests.flows.processes import free_port
from warehouse.connection import open_writer
from warehouse.migrate import migrate

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A data folder in good order."""
    home = tmp_path_factory.mktemp("made")
    (home / "settings.toml").write_text('contact = "https://example.org"\n', encoding="utf-8")
    con = open_writer(home / "write.duckdb")
    migrate(con)
    con.close()
    shutil.copyfile(home / "write.duckdb", home / "warehouse.duckdb")
    return home


@pytest.fixture
def home(made, tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    return shutil.copytree(made, tmp_path / "home")


def findings(home, now=NOW):
    return {finding.what: finding for finding in check_up(str(home), now)}


def test_an_installation_in_order_has_nothing_to_mend(home):
    home.chmod(0o700)
    found = findings(home)
    assert {what: finding.told for what, finding in found.items() if finding.state != "ok"} == {}
    assert "are kept" in found["rules"].told
    result = CliRunner().invoke(app, ["doctor", "--home", str(home)])
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, f"{len(found)} looked at, 0 to mend, 0 to note")


def break_settings(home):
    (home / "settings.toml").write_text("contct = 1\n", encoding="utf-8")


def break_feeds(home):
    (home / "feeds.toml").write_text("[[feed]]\nid = \n", encoding="utf-8")


def break_snapshot(home):
    (home / "warehouse.duckdb").write_text("no database " * 1000)


def break_write_file(home):
    (home / "write.duckdb").write_text("no database " * 1000)


def break_rule(home):
    con = open_writer(home / "warehouse.duckdb")
    con.execute(
        "insert into core.article_version by name select 'v' as version_id, 'a' as article_id, 1 as text_length, "
        "now()::timestamp as known_at, now()::timestamp as recorded_at"
    )
    con.close()


def break_schema(home):
    con = open_writer(home / "warehouse.duckdb")
    con.execute("insert into meta.migration values ('9999_from_the_future', 'x')")
    con.close()


def make_foreign(home):
    (home / "warehouse.duckdb").unlink()
    open_writer(home / "warehouse.duckdb").close()


@pytest.mark.parametrize(
    ("damage", "what", "told"),
    [
        (break_settings, "settings", "there is no setting 'contct'"),
        (break_feeds, "feeds", "is not valid TOML"),
        (break_snapshot, "warehouse", "not to be opened as a DuckDB database"),
        (break_write_file, "write file", "not to be opened as a DuckDB database"),
        (break_rule, "rules", "every_version_has_its_article is broken by 1 rows"),
        (break_schema, "warehouse", "9999_from_the_future of this file is unknown"),
        (make_foreign, "warehouse", "no warehouse of hasila's"),
    ],
)
def test_a_fault_is_told_with_a_remedy_and_the_exit_code(damage, what, told, home):
    damage(home)
    result = CliRunner().invoke(app, ["doctor", "--json", "--home", str(home)])
    (fault,) = [row for row in json.loads(result.stdout) if row["state"] == "fault"]
    assert result.exit_code == 1
    assert fault["what"] == what
    assert told in fault["told"]
    assert fault["remedy"]


def test_a_server_that_is_named_and_does_not_answer_is_a_fault(home, monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{free_port()}/api")
    finding = findings(home)["Prefect server"]
    assert (finding.state, "does not answer" in finding.told) == ("fault", True)


def test_what_is_not_yet_made_is_a_note(tmp_path, home):
    found = findings(tmp_path / "nowhere")
    assert {what for what, finding in found.items() if finding.state == "warning"} == {
        "data folder", "contact", "warehouse"
    }  # fmt: skip
    assert all(found[what].remedy for what in ("data folder", "contact", "warehouse"))


WAITING = tomllib.loads((Path(__file__).parent / "cases/waiting_alerts.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", WAITING, ids=lambda case: case["why"])
def test_alerts_that_nobody_was_told_of_are_named(case, home):
    con = open_writer(home / "write.duckdb")
    for number, row in enumerate(case["alerts"]):
        kept = {"kind": "killed", "subject_id": f"i{number}", "threshold": "10", "message": "m", "try_count": 0}
        told = {"alert_id": f"a{number}", "raised_at": NOW.replace(tzinfo=None), **kept, **row}
        columns, values = ", ".join(told), ", ".join(f"${name}" for name in told)
        con.execute(f"insert into meta.alert ({columns}) values ({values})", told)
    con.close()
    finding = findings(home)["alerts"]
    assert (finding.state, finding.told, finding.remedy) == (case["state"], case["told"], case.get("remedy", ""))


def test_an_old_snapshot_and_an_open_folder_are_notes(home):
    home.chmod(0o755)
    found = findings(home, NOW + STALE + dt.timedelta(hours=2))
    assert (found["freshness"].state, found["data folder"].remedy) == ("warning", f"chmod 700 {home}")
    assert "published 1 d" in found["freshness"].told


def test_the_holder_of_the_write_file_is_named(home, monkeypatch):
    import subprocess
    import sys

    code = (
        "import sys\nfrom warehouse.connection import open_writer\ncon = open_writer(sys.argv[1])\n"
        "print('held', flush=True)\nsys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home / "write.duckdb")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ}, text=True,
    ) as holder:  # fmt: skip
        assert holder.stdout.readline().strip() == "held"
        finding = findings(home)["write file"]
        holder.communicate()
    assert (finding.state, finding.told) == ("ok", f"process {holder.pid} is writing to it")
