"""The documentation says what is: every command and option that it names exists, and every setting is in it."""

import dataclasses
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from flows.alert_rules import KEYS
from flows.cli import app
from flows.feeds import Feed
from flows.settings import FIELDS, WEIGHTS, load_settings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
# Caps and batch sizes that nobody needs to change; running.md leaves them out on purpose.
UNDOCUMENTED = {"allow_hosts", "connect_timeout", "extract_chunk", "max_redirects"}


def commands():
    """(page, command) for each `hasila …` in a block of shell or in code within a line."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
        lines = re.sub(r"```.*?```", "", text, flags=re.S)
        found = [line for block in blocks for line in re.findall(r"^(?:.*/)?hasila (.*(?:\n +.*)*)", block, re.M)]
        found += [" ".join(code.split())[len("hasila ") :] for code in re.findall(r"`(hasila [^`]+)`", lines)]
        for command in found:
            yield pytest.param(page.name, command, id=f"{page.stem}: {' '.join(command.split())[:50]}")


@pytest.mark.parametrize(("page", "command"), list(commands()))
def test_every_command_in_the_documentation_exists(page, command):
    words = shlex.split(command, comments=True)
    names = [word for word in words[:2] if not word.startswith("-")]
    names = names[: 2 if names[0] in ("alerts", "claim", "correct", "feeds", "gazetteer", "review", "sources") else 1]
    result = CliRunner().invoke(app, [*names, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0, f"{page}: hasila {command}"
    options = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    assert {option for option in options if option not in result.output} == set()


WORDED = {".py", ".toml", ".html", ".js", ".sql", ".md"}


def remedies():
    """(file:line, words) of each command that a message, a page or a comment of the program names."""
    for top in ("flows", "warehouse", "extractors"):
        for path in sorted(path for path in (ROOT / top).rglob("*") if path.suffix in WORDED):
            text = path.read_text(encoding="utf-8")
            for found in re.finditer(r"\bhasila ([a-z]+(?: [a-z]+)?)((?: [^\s`]+)*`)?", text):
                yield f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1}", found[1], found[2] or ""


def test_every_command_that_a_message_names_exists():
    root, found, wrong = get_command(app), 0, []
    for where, words, rest in remedies():
        name, *more = words.split()
        command = root.commands.get(name)
        if more and hasattr(command, "commands"):
            command = command.commands.get(more[0])
        options = {word for word in rest.strip("`").split() if re.match(r"--[a-z]", word)}
        if command is None or not options <= {name for param in command.params for name in param.opts}:
            wrong.append(f"{where}: hasila {words}{rest}")
        found += 1
    assert wrong == []
    assert found > 100


def test_every_setting_is_documented_with_its_default():
    text = (ROOT / "docs/running.md").read_text(encoding="utf-8")
    assert {name for name in FIELDS if name not in UNDOCUMENTED and f"\n{name} = " not in text} == set()
    block = re.search(r"```toml\n(.*?)```", text, re.S)[1]
    for name, raw in re.findall(r"^(\w+) = (\S+)", block, re.M):
        if name != "contact":
            default = FIELDS[name].default
            assert raw.strip('"') == str(default)


def test_every_weight_of_the_linking_is_documented_with_its_default():
    block = re.search(r"```toml\n\[linking\]\n(.*?)```", (ROOT / "docs/linking.md").read_text(encoding="utf-8"), re.S)[
        1
    ]
    told = dict(re.findall(r"^(\w+) = (\S+)", block, re.M))
    assert told == {name: str(field.default) for name, field in WEIGHTS.items()}


def test_the_documented_settings_are_accepted(tmp_path):
    block = re.search(r"```toml\n(.*?)```", (ROOT / "docs/running.md").read_text(encoding="utf-8"), re.S)[1]
    (tmp_path / "settings.toml").write_text(block, encoding="utf-8")
    assert "example.org" in load_settings(tmp_path, {}).user_agent


def test_every_key_of_a_feed_is_documented():
    text = (ROOT / "docs/adding-a-feed.md").read_text(encoding="utf-8")
    keys = [key for row in re.findall(r"^\| (`.*?) \|", text, re.M) for key in re.findall(r"`(\w+)`", row)]
    assert sorted(keys) == sorted(field.name for field in dataclasses.fields(Feed))


def test_the_documented_alerts_are_accepted(tmp_path):
    block = re.search(r"```toml\n(.*?)```", (ROOT / "docs/alerts.md").read_text(encoding="utf-8"), re.S)[1]
    (tmp_path / "settings.toml").write_text(block, encoding="utf-8")
    assert [rule.when for rule in load_settings(tmp_path, {}).alerts] == [*KEYS]


def test_constraints_name_no_registry_and_hold_every_dependency():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|^-|@", text, re.M)
    pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in text.splitlines() if "==" in line}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.findall(r'^ +"([A-Za-z0-9_.-]+)[<>=]', project, re.M)
    assert {re.sub(r"[-_.]+", "-", name).lower() for name in listed} - pinned == set()
    assert len(listed) > 12


def test_the_readme_has_the_two_lines_that_ci_runs():
    lines = [line for line in PAGES[0].read_text(encoding="utf-8").splitlines() if line.startswith("python3 -m venv")]
    assert len(lines) == 2
    assert lines[0].endswith("hasila demo")
    assert lines[1].endswith("python -m tests")


def test_the_command_starts_quickly_because_nothing_heavy_is_loaded():
    probe = (
        "import sys, flows.cli; print(*sorted({'prefect', 'duckdb', 'pyarrow', 'httpx2', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == ""
