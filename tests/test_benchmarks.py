"""The benchmark's small form: its layers give what the coder gives."""

from benchmarks.extract import check_small


def test_the_benchmark_reads_what_the_coder_reads(capsys):
    check_small()
    assert "all results agree" in capsys.readouterr().out
