import json

import pytest

from visavis.cli import main

ASK = ["forecast", "PRK", "CHN", "--as-of", "2024-04-24"]


def test_it_prints_a_table_and_the_track_record(capsys):
    assert main([*ASK, "-t", "CONSULT", "-n", "90"]) == 0
    out = capsys.readouterr().out
    assert "CONSULT between PRK and CHN" in out and "came true when" in out and "Base rate" in out


def test_json_lines_are_one_object_a_forecast(capsys):
    assert main([*ASK, "-f", "jsonl", "-t", "CONSULT", "-t", "AID"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 4 * (1 + 2) and {row["record"] for row in rows} == {"forecast"}
    assert all(row["interval"][0] <= row["probability"] <= row["interval"][1] for row in rows)


def test_markdown_and_a_condition(capsys):
    assert main([*ASK, "-f", "md"]) == 0
    assert "| what |" in capsys.readouterr().out
    assert main([*ASK, "-t", "CONSULT", "--if", "CONSULT level 1 in 30d"]) == 0
    assert "Seen between the two" in capsys.readouterr().out


@pytest.mark.parametrize("more", [["-t", "CONSLT"], ["--if", "nonsense"], ["--as-of", "2024"], ["-n", "0"]])
def test_bad_input_ends_with_an_error_and_no_traceback(capsys, more):
    assert main([*ASK, *more]) in (1, 2)
    assert "Traceback" not in capsys.readouterr().err


def test_options_may_stand_before_the_states(capsys):
    assert main(["forecast", "-t", "AID", "-n", "30", "--as-of", "2024-04-24", "PRK", "CHN"]) == 0


def test_without_a_day_it_is_of_the_last_day_that_the_data_cover(capsys):
    assert main(["forecast", "PRK", "CHN", "-t", "AID", "-n", "30"]) == 0
    assert "the data end on" in capsys.readouterr().err
