"""Alerts of a run: raised by the daily one alone, delivered once, kept where nobody takes them."""

import datetime as dt
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.alert_texts import write_alert, write_digest
from flows.alerting import deliver, raise_since
from flows.chunks import SILENT
from flows.cli import app
from flows.past import ingest_file
from flows.planning import reading
from flows.rounds import run_round
from flows.settings import load_settings
from tests.flows.hooks import Receiver
from tests.flows.processes import environment_of_a_person, free_port, running, wait_for
from warehouse.alerts import Finding, Rule, read_alerts

BIN = Path(sys.executable).parent
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
RULES = """
[[alert]]
name = "ten-dead"
when = "killed"
least = 10
single_source = true
to = "custom-webhook/desk"

[[alert]]
name = "schools"
when = "target"
target = ["school", "hospital", "camp"]
"""


def set_rules(settings, text=RULES):
    """The settings of the folder with these rules added."""
    path = settings.home / "settings.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return load_settings(settings.home)


def alerts_of(settings):
    with reading(settings) as con:
        return read_alerts(con)


class Post:
    """Takes messages as a notification block would, or refuses them with a reason."""

    def __init__(self, error=None):
        self.error, self.sent = error, []

    def __call__(self, destination, subject, body):
        self.sent.append((destination, subject, body))
        return self.error


@pytest.fixture
def told(settings):
    """A data folder whose first run raised what its rules ask for, with nobody there to be told."""
    settings = set_rules(settings)
    path = settings.home / "articles.jsonl"
    text = "قتل 17 مدنياً في قصف جوي على بلدة سرمين بريف إدلب اليوم، وفق الدفاع المدني السوري."
    path.write_text(json.dumps({"id": 1, "published": "2024-01-15", "text": text, "outlet": "x"}), encoding="utf-8")
    return settings, path


def test_rules_are_read_from_the_settings(tmp_path):
    (tmp_path / "settings.toml").write_text(RULES + '[[alert]]\nname = "q"\nwhen = "silent"\nfeed = "enab"\n')
    assert load_settings(tmp_path, {}).alerts == (
        Rule("ten-dead", "killed", least=(10,), single_source=True, to="custom-webhook/desk"),
        Rule("schools", "target", targets=("school", "hospital", "camp")),
        Rule("q", "silent", feeds=("enab",)),
    )


def test_what_the_past_brings_is_told_only_when_asked_for(told):
    settings, path = told
    ingest_file(settings, path, None, SILENT, lambda items: items)
    assert alerts_of(settings) == []
    assert raise_since(settings, NOW + dt.timedelta(days=3650), NOW) == 0
    assert raise_since(settings, dt.datetime(2020, 1, 1, tzinfo=dt.UTC), NOW) == 1
    assert raise_since(settings, dt.datetime(2020, 1, 1, tzinfo=dt.UTC), NOW) == 0
    post = Post("it answered HTTP 503")
    result = deliver(settings, NOW, post)
    assert (result.told, result.waiting, result.errors) == (0, 1, {"custom-webhook/desk": "it answered HTTP 503"})
    post.error = None
    assert deliver(settings, NOW, post).told == 1
    assert deliver(settings, NOW, post).told == 0
    assert [destination for destination, _, _ in post.sent] == ["custom-webhook/desk"] * 2
    (_, subject, body) = post.sent[-1]
    assert subject == "hasila: 10 or more reported killed"
    assert "Idlib, سرمين, 2024-01-15" in body
    assert "Killed 17–17–17 (low–best–high)" in body
    assert "القتلى: الأدنى 17، الأرجح 17، الأعلى 17" in body
    assert "مدنياً" not in body


def test_alerts_of_one_rule_go_in_one_message_and_a_dead_receiver_is_asked_once(told):
    settings, path = told
    text = "قتل {} مدنياً في قصف جوي على بلدة {} بريف إدلب اليوم، وفق الدفاع المدني السوري."
    lines = [
        json.dumps({"id": n, "published": f"2024-01-{n + 1:02}", "text": text.format(20 + n, place), "outlet": "x"})
        for n, place in enumerate(["سرمين", "بنش", "تفتناز"])
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    ingest_file(settings, path, None, SILENT, lambda items: items)
    assert raise_since(settings, dt.datetime(2020, 1, 1, tzinfo=dt.UTC), NOW) == 3
    post = Post()
    assert deliver(settings, NOW, post).told == 3
    assert [subject for _, subject, _ in post.sent] == ["hasila: ten-dead (3)"]
    assert post.sent[0][2].count("Incident ") == 3


def test_without_rules_nothing_is_raised(settings):
    summary = run_round(str(settings.home), ["sample-maraya"])
    assert alerts_of(settings) == []
    assert summary.to_json()["alerts"] == {"raised": 0, "told": 0, "waiting": 0, "errors": {}}
    assert "alerts" not in summary.markdown()


def test_sources_that_no_registry_knows_are_counted_and_not_named():
    facts = {
        "incident_id": "i", "governorate_code": "SY07", "governorate_name": "Idlib", "governorate_name_ar": "إدلب",
        "country_code": "SY", "place": "منزل خالد", "event_date": None, "period_start": None, "period_end": None,
        "killed_low": 3, "killed_best": 3, "killed_high": 3, "is_open": True, "injured_best": None, "source_count": 2,
        "source_names": ["المرصد"],
    }  # fmt: skip
    text = write_alert(Finding(Rule("dead", "killed", least=(3,)), "i", "3", facts))
    assert "خالد" not in text
    assert "Idlib, day not known" in text
    assert "Killed 3–3–3+" in text
    assert "Sources: 2 (المرصد, and 1 more)" in text
    nobody = write_alert(Finding(Rule("dead", "killed", least=(3,)), "i", "3", facts | {"source_names": None}))
    assert "Sources: 2 (not in the registry)" in nobody
    assert write_digest("dead", ["one\nmore", "two"]) == ("hasila: dead (2)", "one\nmore\n\n---\n\ntwo")


def test_the_list_tells_rules_and_says_where_to_set_them(settings):
    run_round(str(settings.home), ["sample-maraya"])
    home = ["--home", str(settings.home)]
    empty = CliRunner().invoke(app, ["alerts", *home])
    assert "no rule is set, so nothing is told" in empty.stdout
    set_rules(settings)
    listed = json.loads(CliRunner().invoke(app, ["alerts", *home, "--json"]).stdout)
    assert [rule["name"] for rule in listed["rules"]] == ["ten-dead", "schools"]
    assert listed["rules"][1] == {
        "name": "schools",
        "when": "target",
        "target": ["school", "hospital", "camp"],
        "to": "",
    }


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["alerts", "test", "nine-dead"], "there is no alert 'nine-dead'; the rules are: ten-dead, schools"),
        (["alerts", "test", "schools"], "goes nowhere; give it a destination"),
        (["alerts", "send", "--since", "soon"], "is no day or instant; write 2024-01-31"),
        (["alerts", "connect", "The Desk", "http://127.0.0.1/x"], "is no name for a block"),
        (["alerts", "connect", "desk", "mail@example.org"], "is no web address"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(words, says, settings):
    set_rules(settings)
    home = [] if "connect" in words else ["--home", str(settings.home)]
    done = CliRunner().invoke(app, [*words, *home])
    assert done.exit_code == 2
    assert says in done.output
    assert "Traceback" not in done.output


@pytest.mark.server
def test_a_run_tells_a_receiver_and_the_next_run_tells_what_was_refused(site, settings, tmp_path):
    api = f"http://127.0.0.1:{free_port()}/api"
    environment = environment_of_a_person(
        PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}",
        PREFECT_HOME=tmp_path / "prefect",
        PREFECT_API_URL=api,
        PREFECT_SERVER_ANALYTICS_ENABLED="false",
        DO_NOT_TRACK=1,
        HASILA_HOME=settings.home,
    )

    def run(*words, code=0):
        done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=240)
        assert done.returncode == code, f"{words}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    set_rules(settings)
    server = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", api.split(":")[2].split("/")[0]]
    with ExitStack() as stack:
        hook = stack.enter_context(Receiver())
        process = stack.enter_context(
            running([str(BIN / server[0]), *server[1:]], tmp_path / "server.log", env=environment)
        )
        wait_for(f"{api}/health", process)
        missing = run("hasila", "alerts", "test", "ten-dead", code=1)
        assert "Prefect knows no block 'custom-webhook/desk'" in missing
        assert "custom-webhook/desk" in run("hasila", "alerts", "connect", "desk", hook.url)
        run("hasila", "alerts", "test", "ten-dead")
        assert "Trial of the alert ten-dead; nothing happened" in hook.messages.pop()["text"]

        # The receiver is down: the run goes through all the same, and keeps what it has to tell.
        hook.status = 503
        first = json.loads(run("hasila", "run", "--json"))
        assert first["alerts"]["raised"] == 3
        assert first["alerts"]["told"] == 1
        assert first["alerts"]["errors"] == {"custom-webhook/desk": "it answered HTTP 503"}
        listed = run("hasila", "alerts", "--json")
        assert "s3cret" not in listed
        assert [one["try_count"] for one in json.loads(listed)["alerts"] if one["status"] == "pending"] == [1, 1]

        hook.status, hook.messages = 200, []
        second = json.loads(run("hasila", "run", "--json"))
        assert (second["new_articles"], second["alerts"]["raised"], second["alerts"]["told"]) == (0, 0, 2)
        run("hasila", "run")
        (message,) = hook.messages
        assert message["text"].startswith("hasila: ten-dead (2)\n\n10 or more reported killed")
        assert message["text"].count("مبلَّغ عنها وغير مؤكدة") == 2
        assert {one["status"] for one in json.loads(run("hasila", "alerts", "--json"))["alerts"]} == {"told"}
