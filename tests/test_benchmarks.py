"""The benchmarks in small: they do what they measure."""

from benchmarks import rounds
from benchmarks.extract import check_small


def test_the_benchmark_reads_what_the_coder_reads(capsys):
    check_small()
    assert "all results agree" in capsys.readouterr().out


def test_a_second_run_asks_each_feed_once_and_for_nothing_else(tmp_path, capsys):
    assert not rounds.check_small(tmp_path)
    assert "no feed asked twice" in capsys.readouterr().out
