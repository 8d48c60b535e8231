"""The blocks of shell in the documents, run line by line on a data folder of the sample site."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flows.commands.demo import prepare_home
from flows.rounds import run_round
from flows.sample import SampleSite

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PAGES = {"README.md": "## Use it", "docs/running.md": "## Backup and restore", "docs/adding-a-feed.md": ""}
"""By page, the heading from which on its lines run here.

What stands before is run elsewhere: the README's installation by .ci/run, the schedule by test_server.py.
"""
ELSEWHERE = ("pip install",)
"""The lines that .ci/run stands for: they need a registry of packages."""

ARTICLE = '{"id": "a", "published": "2024-02-09", "text": "قُتل ثلاثة مدنيين في قصف على بلدة حاس بريف إدلب."}\n'


def lines_of(page):
    """The commands of a page, each on one line."""
    text = (ROOT / page).read_text(encoding="utf-8").partition(PAGES[page] or "\n")[2]
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", text, re.M | re.S):
        joined = re.sub(r"\\\n", " ", block)
        yield from (line for line in re.split(r"\n(?! {6,})", joined) if line.strip())


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """A working directory with the data folder of a site that answers, one outlet not yet in its registry."""
    work = tmp_path_factory.mktemp("work")
    with SampleSite() as site:
        settings = prepare_home(work / "hasila", site)
        run_round(str(settings.home))
        registry = settings.home / "feeds.toml"
        tables = registry.read_text(encoding="utf-8").split("[[feed]]")
        registry.write_text("[[feed]]".join(table for table in tables if '"rayhan"' not in table), encoding="utf-8")
        (work / "articles.jsonl").write_text(ARTICLE, encoding="utf-8")
        (url,) = [feed["homepage"] for feed in site.feeds if feed["outlet"] == "rayhan"]
        yield work, url


@pytest.mark.parametrize("page", PAGES)
def test_every_line_of_a_page_does_what_it_is_there_for(page, work):
    folder, url = work
    environment = {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PREFECT_HOME": str(folder / "prefect"),
    }
    lines = list(lines_of(page))
    assert len(lines) >= 3
    for line in lines:
        if line.strip().startswith(ELSEWHERE):
            continue
        command = line.replace("https://example.org", url).replace("example-org", "127-0-0-1")
        done = subprocess.run(
            command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=240, check=False
        )
        assert done.returncode == 0, f"{page}: {command}\n{done.stdout}{done.stderr}"
