import csv
import io
import json

import pytest

from visavis.cli import main


def run(capsys, *words):
    code = main(list(words))
    return code, *capsys.readouterr()


def test_the_table_names_the_evidence_of_each_row(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, "visits", "PRK", "--from", "CHN,RUS", "--since", "2018")
    assert code == 0 and err == ""
    assert "Visits to North Korea from China and Russia" in out
    assert "https://en.wikipedia.org/wiki/Portal:Current_events/2019_June_20" in out
    assert "Not counted as visits" in out


def test_all_lists_apart_what_is_no_visit(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    _, out, _ = run(capsys, "visits", "CHN", "--from", "PRK", "--all", "-f", "md")
    _, alone, _ = run(capsys, "visits", "CHN", "--from", "PRK", "-f", "md")
    assert "Meetings, place not told, with China from North Korea: " in out
    assert "Meetings, place not told, with China" not in alone


def test_csv_and_jsonl_tell_the_same(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    _, text, _ = run(capsys, "visits", "PRK", "--level", "2", "-f", "csv")
    _, lines, _ = run(capsys, "visits", "PRK", "--level", "2", "-f", "jsonl")
    rows, objects = list(csv.DictReader(io.StringIO(text))), [json.loads(line) for line in lines.splitlines()]
    assert [row["id"] for row in rows] == [one["id"] for one in objects] != []
    assert all(one["level"] <= 2 and one["evidence"] for one in objects)


@pytest.mark.parametrize("ending", ["svg", "png", "html", "json"])
def test_the_timeline_is_drawn(tmp_path, monkeypatch, capsys, ending):
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "visits", "PRK", "--from", "CHN,KOR", "--plot", f"t.{ending}")[0] == 0
    assert (tmp_path / f"t.{ending}").stat().st_size > 1000


@pytest.mark.parametrize("words", [("visits", "PRK", "--from", "PRK"), ("visits", "PRK", "--from", ","),
                                   ("visits", "PRK", "--level", "9")])
def test_usage_errors(tmp_path, monkeypatch, capsys, words):
    monkeypatch.chdir(tmp_path)
    assert run(capsys, *words)[0] == 2


@pytest.mark.parametrize(("words", "said"), [
    (("visits", "Nowhereland"), "is no country"), (("visits", "PRK", "--plot", "a.xyz"), "cannot be written as .xyz")])
def test_errors_say_what_to_do(tmp_path, monkeypatch, capsys, words, said):
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, *words)
    assert code == 1 and said in err


def test_a_desk_and_the_history_tell_one_visit_together(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("Chinese President Xi Jinping arrived in Pyongyang on Thursday for a state visit.")
    assert main(["init", "desk"]) == 0
    assert main(["add", "a.txt", "--published", "2019-06-20", "--desk", "desk"]) == 0
    capsys.readouterr()
    _, out, _ = run(capsys, "visits", "PRK", "--from", "CHN", "--since", "2019-06", "--until", "2019-06",
                    "--desk", "desk", "-f", "jsonl")
    one, = [json.loads(line) for line in out.splitlines()]
    assert one["reports"] == 2 and one["place"] == "Pyongyang"
    _, text, _ = run(capsys, "visits", "PRK", "--dataset", "desk", "--desk", "desk", "-f", "md")
    assert "arrived in Pyongyang on Thursday" in text
    assert run(capsys, "visits", "PRK", "--dataset", "gdelt", "--desk", "desk")[0] == 1


def test_each_of_several_pages_can_be_opened(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    _, text, _ = run(capsys, "visits", "CHN", "--from", "PRK", "--since", "2018-03", "--until", "2018-03", "-f", "md")
    assert text.count("<https://en.wikipedia.org/wiki/Portal:Current_events/2018_March_2") == 2
