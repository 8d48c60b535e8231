"""The questions of docs/sql.md and their answers: `python -m tests.flows.questions` writes the answers anew."""

import re
import tempfile
from pathlib import Path

from flows.commands.demo import prepare_home
from flows.rounds import run_round
from flows.sample import SampleSite
from warehouse.query import read_query

PAGE = Path(__file__).parents[2] / "docs/sql.md"
QUESTION = re.compile(r"^### (\d+)\. (.+?)\n(.*?)```sql\n(.*?)```\n(.*?)(?=^##|\Z)", re.M | re.S)


def make_warehouse(folder):
    """A warehouse of the sample site, as `hasila demo` makes it, and its path."""
    with SampleSite() as site:
        settings = prepare_home(folder, site)
        run_round(str(settings.home))
    return settings.warehouse_path


def questions(text):
    """(number, title, SQL, answer) of each question of the page."""
    return [(int(number), title, sql, answer) for number, title, _, sql, answer in QUESTION.findall(text)]


def as_markdown(result):
    """An answer as a Markdown table."""
    lines = [f"| {' | '.join(result.columns)} |", "|" + "---|" * len(result.columns)]
    lines += [f"| {' | '.join(map(as_cell, row))} |" for row in result.rows]
    return "\n".join(lines)


def as_cell(value):
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def answer_all(text, snapshot):
    """The page with the answers of a warehouse: a table behind each question, and what words follow it."""

    def answered(match):
        head = match[0][: match.start(5) - match.start(0)]
        table = as_markdown(read_query(snapshot, match[4]))
        words = "\n".join(line for line in match[5].splitlines() if not line.startswith("|")).strip()
        return f"{head}\n{table}\n\n" + (f"{words}\n\n" if words else "")

    return QUESTION.sub(answered, text)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(answer_all(PAGE.read_text(encoding="utf-8"), make_warehouse(Path(folder))), encoding="utf-8")
