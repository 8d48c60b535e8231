"""The command line on a data folder, as the tests of what analysts decide use it."""

import json

from typer.testing import CliRunner

from flows.cli import app


def hasila(home, *words):
    """What a command on the folder came to."""
    return CliRunner().invoke(app, [*map(str, words), "--home", str(home)])


def decide(home, *words):
    """What a command that must succeed says as JSON."""
    result = hasila(home, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def rows(home, query):
    """The rows of an answer to SQL."""
    result = hasila(home, "sql", query, "--format", "json")
    assert result.exit_code == 0, result.output
    return [tuple(row.values()) for row in json.loads(result.stdout)]


def ingest(home, *articles):
    """Load articles into the folder."""
    path = home / "articles.jsonl"
    path.write_text("\n".join(json.dumps(article) for article in articles), encoding="utf-8")
    result = hasila(home, "ingest", path)
    assert result.exit_code == 0, result.output
