"""docs/sql.md, on a warehouse of the sample site: each question is answered as it says, each way to ask works."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from tests.flows.questions import PAGE, as_markdown, make_warehouse, questions
from warehouse.query import read_query

TEXT = PAGE.read_text(encoding="utf-8")
QUESTIONS = questions(TEXT)
WAYS = TEXT.split("## Ways to ask")[1].split("\n## ")[0]
BIN = Path(sys.executable).parent
DAYS = "from mart.daily_governorate_casualties"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A working directory whose data folder is that of a first run on the sample site."""
    folder = tmp_path_factory.mktemp("work")
    make_warehouse(folder / "hasila")
    return folder


def run(folder, line, **more):
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        line, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False, **more
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_there_are_twenty_five_questions():
    assert [number for number, *_ in QUESTIONS] == list(range(1, 26))


@pytest.mark.parametrize(("number", "title", "sql", "answer"), QUESTIONS, ids=[question[1] for question in QUESTIONS])
def test_a_question_is_answered_as_the_page_says(number, title, sql, answer, folder):
    told = "\n".join(line for line in answer.splitlines() if line.startswith("|"))
    result = as_markdown(read_query(folder / "hasila/warehouse.duckdb", sql))
    assert result == told, f"{number}: python -m tests.flows.questions writes the answers anew"
    assert len(told.splitlines()) > 2


def test_every_way_by_the_command_line_works(folder):
    (block,) = [block for block in re.findall(r"```sh\n(.*?)```", WAYS, re.S) if "describe" in block]
    for line in block.strip().splitlines():
        run(folder, line)
    assert pq.read_table(folder / "incidents.parquet").num_rows == 38
    assert (folder / "days.csv").read_text(encoding="utf-8").startswith("country_code,governorate_code,event_date")


def test_the_snapshot_opens_in_duckdbs_own_command_line(folder):
    assert (BIN / "duckdb").exists(), "pip install -e '.[dev]' brings it"
    (line,) = [line for line in WAYS.splitlines() if line.startswith("duckdb ")]
    assert shlex.split(line)[1] == "-readonly"
    (folder / "population.csv").write_text("governorate_code,people\nSY07,1500000\n", encoding="utf-8")
    asked = (
        "select any_value(people), sum(killed_best) from mart.daily_governorate_casualties "
        "join 'population.csv' using (governorate_code)"
    )
    assert run(folder, f"{line} -csv -noheader", input=f"{asked};\n").strip() == "1500000,16"


def test_the_snapshot_opens_in_pandas_and_polars_as_the_page_says(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (code,) = re.findall(r"```python\n(.*?)```", WAYS, re.S)
    scope = {}
    exec(code, scope)
    assert isinstance(scope["days"], pd.DataFrame)
    with duckdb.connect("hasila/warehouse.duckdb", read_only=True) as warehouse:
        frame = warehouse.sql(DAYS).pl()
    assert frame["killed_best"].dtype == pl.Int64
    assert frame["killed_best"].sum() == scope["days"]["killed_best"].sum() == 102


def test_exported_parquet_reads_the_same_in_every_tool(folder):
    run(folder, "hasila export files --format parquet")
    path = folder / "files/parquet/daily_governorate_casualties"
    sums = {int(frame["killed_best"].sum()) for frame in (pd.read_parquet(path), pl.read_parquet(path))}
    kinds = {str(column.type) for month in path.iterdir() for column in pq.read_schema(month)}
    assert sums == {102}
    # What R's arrow, pandas and polars all know without an option.
    assert kinds <= {"string", "date32[day]", "int64", "double", "bool"}


def test_the_snapshot_is_read_while_a_run_writes(folder, tmp_path):
    home = shutil.copytree(folder / "hasila", tmp_path / "hasila")
    code = f"import duckdb; con = duckdb.connect({str(home / 'write.duckdb')!r}); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        assert "38" in run(tmp_path, 'hasila sql "select count(*) from mart.incident"')
        holder.communicate("\n")
