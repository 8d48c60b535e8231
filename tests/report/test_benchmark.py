"""The report's benchmark in small: it fills a warehouse, writes both reports and keeps its bounds."""

from pathlib import Path

import pytest

from benchmarks import report


def test_it_fills_a_warehouse_and_keeps_its_bounds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report.run(3_000, tmp_path)
    told = capsys.readouterr().out
    assert "3,000 claims, 1,000 incidents" in told
    assert "a year's report, ar" in told
