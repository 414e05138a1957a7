from visavis.cli import main


def test_check_says_what_is_well(capsys):
    assert main(["desk", "check", "korea"]) == 0
    assert "nothing to complain of" in capsys.readouterr().out


def test_check_fails_with_file_and_line(tmp_path, capsys):
    (tmp_path / "desk.toml").write_text('format_version = 1\nname = "x"\ntitle = "X"\n[[dyads]]\na = "ARM"\nb = "ABC"\n')
    assert main(["desk", "check", str(tmp_path)]) == 1
    assert f"{tmp_path}/desk.toml:6: ABC is no state" in capsys.readouterr().err
    assert main(["desk", "check", str(tmp_path / "none")]) == 1


def test_officials_have_the_office_of_the_day(capsys):
    assert main(["desk", "officials", "--desk", "korea", "--on", "2023-07-27"]) == 0
    then = capsys.readouterr().out
    assert main(["desk", "officials", "--desk", "korea", "--on", "2024-09-13"]) == 0
    now = capsys.readouterr().out
    shoigu = [next(line for line in text.splitlines() if "Shoigu" in line) for text in (then, now)]
    assert "defence minister" in shoigu[0] and "Security" in shoigu[1]
