from datetime import date

import pytest
from visit_rows_made import rows, telling

from visavis.codes.occasions import Circumstance
from visavis.datasets import history
from visavis.measure.visit_rows import SCHEMA, as_table
from visavis.measure.visits import visits

XI = {"who": "Xi Jinping", "office": "President", "level": 1}


def test_one_visit_told_by_many_reports_is_one_visit():
    made = rows(telling("2019-06-20", "CHN", "PRK", **XI, outlet="BBC"),
                telling("2019-06-21", "CHN", "PRK", **XI, outlet="Xinhua", place=("PRK", "Pyongyang")),
                telling("2019-06-20", "CHN", "PRK", who="Xi", office="leader", level=1, outlet="KCNA",
                        met=("Kim Jong Un", "leader", 1)),
                telling("2019-06-21", "CHN", "PRK", outlet="TASS"))
    one, = visits(made, "PRK")
    assert (one.traveller.name, one.level, one.start, one.end) == ("Xi Jinping", 1, date(2019, 6, 20), date(2019, 6, 21))
    assert one.reports == 4 and len(one.evidence) == 4 and one.outlets == ("BBC", "KCNA", "TASS", "Xinhua")
    assert one.place == "Pyongyang" and one.received_at == 1


def test_the_order_of_the_reports_changes_nothing():
    told = [telling(f"2019-06-{day}", "CHN", "PRK", **XI, outlet=str(day)) for day in (20, 21, 22)]
    told += [telling("2019-06-21", "CHN", "PRK", who="Wang Yi", office="foreign minister", level=5)]
    assert visits(rows(*told), "PRK") == visits(rows(*reversed(told)), "PRK")


def test_two_visits_of_one_person_stay_two():
    made = rows(telling("2018-03-26", "PRK", "CHN", who="Kim Jong Un", office="leader", level=1),
                telling("2018-05-08", "PRK", "CHN", who="Kim Jong Un", office="leader", level=1))
    assert [one.start.isoformat() for one in visits(made, "CHN")] == ["2018-05-08", "2018-03-26"]


def test_two_persons_at_once_are_two_visits_unless_one_report_tells_both():
    lavrov = {"who": "Sergei Lavrov", "office": "foreign minister", "level": 5}
    putin = {"who": "Vladimir Putin", "office": "President", "level": 1}
    apart = rows(telling("2018-06-08", "RUS", "CHN", **putin), telling("2018-06-08", "RUS", "CHN", **lavrov))
    assert [one.level for one in visits(apart, "CHN")] == [1, 5]
    page, first = telling("2018-06-08", "RUS", "CHN", **putin)
    one, = visits(rows((page, first), telling("2018-06-08", "RUS", "CHN", **lavrov, document=page)), "CHN")
    assert one.traveller.name == "Vladimir Putin" and [other.name for other in one.company] == ["Sergei Lavrov"]


def test_a_person_has_the_office_of_the_day():
    made = rows(telling("2023-07-26", "RUS", "PRK", who="Sergei Shoigu", office="Supreme Leader", level=1),
                telling("2024-09-13", "RUS", "PRK", who="Shoigu"))
    now, then = visits(made, "PRK")
    assert (then.traveller.office, then.level) == ("defence minister", 5)
    assert now.traveller.office == "secretary of the Security Council"


def test_a_name_without_an_office_is_not_kept():
    one, = visits(rows(telling("2019-06-20", "CHN", "PRK", who="Quentin Nobody")), "PRK")
    assert one.traveller.name is None and "Nobody" not in str(one)


@pytest.mark.parametrize("standing", ["planned", "negated", "hypothetical"])
def test_what_was_not_done_is_not_made_and_is_shown_apart(standing):
    made = rows(telling("2019-06-20", "CHN", "PRK", **XI, modality=standing))
    assert visits(made, "PRK") == ()
    assert [one.standing for one in visits(made, "PRK", made=False)] == [standing]


def test_a_rumour_is_not_made():
    made = rows(telling("2019-06-20", "CHN", "PRK", **XI, evidence="rumoured"))
    assert visits(made, "PRK") == () and visits(made, "PRK", made=False)[0].standing == "rumoured"


def test_neutral_ground_is_no_visit():
    made = rows(telling("2019-02-27", "USA", "PRK", who="Donald Trump", office="President", level=1, mode="third-party",
                        place=("VNM", "Hanoi")),
                telling("2018-06-12", "USA", "PRK", mode=None, place=("SGP", "Singapore")))
    assert visits(made, "PRK") == () and visits(made, "VNM") == ()
    assert len(visits(made, "PRK", kinds=("elsewhere",))) == 2


def test_who_is_not_at_home_has_travelled():
    made = rows(telling("2018-03-26", "CHN", "PRK", who="Xi Jinping", office="President", level=1, mode=None,
                        met=("Kim Jong Un", "leader", 1), place=("CHN", "Beijing")))
    one, = visits(made, "CHN")
    assert (one.sender, one.traveller.name, one.receivers[0].name) == ("PRK", "Kim Jong Un", "Xi Jinping")
    assert visits(made, "PRK") == ()


def test_an_ambassador_met_where_he_lives_is_no_visit():
    made = rows(telling("2019-06-20", "CHN", "PRK", who="Li Jinjun", office="Chinese ambassador", level=6, mode=None,
                        place=("PRK", "Pyongyang")))
    assert visits(made, "PRK", kinds=("visit", "meeting", "elsewhere")) == ()


def test_a_meeting_with_no_place_is_listed_apart_from_the_side_asked_for():
    made = rows(telling("2018-05-08", "CHN", "PRK", who="Xi Jinping", office="President", level=1, mode=None,
                        met=("Kim Jong Un", "leader", 1)))
    assert visits(made, "CHN") == ()
    one, = visits(made, "CHN", kinds=("meeting",))
    assert one.sender == "PRK" and one.receivers[0].name == "Xi Jinping"


def test_a_visit_of_a_month_joins_the_day_in_it():
    made = rows(telling("2019-06-01", "CHN", "PRK", end="2019-06-30", precision="month", **XI),
                telling("2019-06-20", "CHN", "PRK", **XI))
    one, = visits(made, "PRK")
    assert (one.precision, one.start, one.reports) == ("day", date(2019, 6, 20), 2)


def test_filters():
    made = rows(telling("2019-06-20", "CHN", "PRK", **XI),
                telling("2020-01-02", "RUS", "PRK", who="A B", office="Vice-Minister", level=6),
                telling("2021-01-02", "RUS", "PRK"))
    assert [one.sender for one in visits(made, "PRK", level=5)] == ["CHN"]
    assert [one.start.year for one in visits(made, "PRK", senders=["RUS"])] == [2021, 2020]
    assert [one.start.year for one in visits(made, "PRK", since=date(2020, 1, 1), until=date(2020, 12, 31))] == [2020]
    assert [one.start.year for one in visits(made, "PRK", as_of=date(2019, 12, 31))] == [2019]
    assert len(visits(made)) == 3


def test_several_tables_tell_one_visit():
    first = rows(telling("2019-06-20", "CHN", "PRK", **XI, outlet="BBC"))
    second = rows(telling("2019-06-20", "CHN", "PRK", **XI, outlet="Xinhua"), dataset="history")
    one, = visits(first, "PRK", more=[second])
    assert one.reports == 2 and one.outlets == ("BBC", "Xinhua")


def test_the_occasion_is_told_by_any_report_and_never_guessed():
    plain, told = telling("2019-06-20", "CHN", "PRK", **XI), telling("2019-06-21", "CHN", "PRK", **XI, outlet="KCNA")
    assert visits(rows(plain), "PRK")[0].occasion == "not told"
    words = {plain[1].id: Circumstance(), told[1].id: Circumstance("anniversary", "party", 20)}
    one, = visits(rows(plain, told), "PRK", circumstances=words)
    assert (one.occasion, one.delegation, one.size) == ("anniversary", "party", 20)


def test_an_envoy_sent_is_not_who_sends():
    page, report = telling("2013-05-22", "PRK", "CHN", who="Kim Jong Un", office="leader", level=1)
    one, = visits(rows((page, report)), "CHN", circumstances={report.id: Circumstance(envoy="special envoy")})
    assert (one.traveller.name, one.traveller.office, one.level) == (None, "special envoy", 7)


def test_read_outs_are_of_the_two_sides():
    made = rows(*(telling("2019-06-20", "CHN", "PRK", **XI, outlet=name) for name in ("KCNA", "Xinhua", "TASS")))
    one, = visits(made, "PRK", voices={"KCNA": "PRK", "Xinhua": "CHN", "TASS": "RUS"})
    assert one.read_outs == ("CHN", "PRK")


def test_the_flat_table_has_its_columns_and_every_visit():
    found = visits(history.path(), "PRK")
    flat = as_table(found)
    assert flat.schema == SCHEMA and flat.num_rows == len(found) > 5


def test_the_history_has_the_meetings_of_kim_and_xi():
    """The history tells of March 2018 in Beijing, May 2018 (in Dalian; its place is not coded), January and June 2019."""
    kim = visits(history.path(), "CHN", senders=["PRK"], level=1, since=date(2018, 1, 1), kinds=("visit", "meeting"))
    assert [one.start.strftime("%Y-%m") for one in kim] == ["2019-01", "2018-05", "2018-03"]
    xi, = visits(history.path(), "PRK", senders=["CHN"], level=1, since=date(2018, 1, 1))
    assert xi.start == date(2019, 6, 20)


def test_the_head_of_a_delegation_goes_before_a_delegation():
    page, report = telling("2024-07-18", "RUS", "PRK")
    told = {report.id: Circumstance(head="Ivan Petrov", office="Vice-Minister of Defence", level=6)}
    one, = visits(rows((page, report)), "PRK", circumstances=told)
    assert (one.traveller.name, one.level) == ("Ivan Petrov", 6)


def test_a_head_without_an_office_is_kept_only_if_the_register_knows_him():
    page, report = telling("2023-07-26", "RUS", "PRK")
    one, = visits(rows((page, report)), "PRK", circumstances={report.id: Circumstance(head="Ivan Nobody")})
    assert one.traveller.name is None
    one, = visits(rows((page, report)), "PRK", circumstances={report.id: Circumstance(head="Sergei Shoigu")})
    assert (one.traveller.name, one.level) == ("Sergei Shoigu", 5)


def test_a_meeting_on_the_days_of_a_visit_is_part_of_it():
    chekushov = {"who": "Roman Chekushov", "office": "vice-minister of Industry", "level": 6}
    made = rows(telling("2024-08-26", "RUS", "PRK", **chekushov),
                telling("2024-08-27", "RUS", "PRK", **chekushov, mode=None, met=("Kim Tok Hun", "premier", 2)))
    one, = visits(made, "PRK")
    assert (one.kind, one.reports, one.received_at) == ("visit", 2, 2)
    assert visits(made, "PRK", kinds=("meeting",)) == ()


def test_two_spellings_of_the_one_foreign_minister_are_one_visit():
    made = rows(*(telling("2024-07-24", "BLR", "PRK", who=who, office="foreign minister", level=5, outlet=who)
                  for who in ("Ruzenkov", "Ryzhenkov")))
    assert len(visits(made, "PRK")) == 1
    made = rows(*(telling("2024-07-24", "BLR", "PRK", who=who, office="trade minister", level=5, outlet=who)
                  for who in ("Ruzenkov", "Petrov")))
    assert len(visits(made, "PRK")) == 2


def test_a_meeting_with_the_office_of_the_visitor_is_part_of_the_visit():
    made = rows(telling("2024-07-18", "RUS", "PRK", who="Aleksey Krivoruchko", office="Vice-Minister of Defence", level=6),
                telling("2024-07-18", "RUS", "PRK", office="vice-minister of Defence", level=6, mode=None, outlet="KCNA"),
                telling("2024-07-18", "RUS", "PRK", mode=None, outlet="TASS"))
    assert visits(made, "PRK")[0].reports == 2
    assert [one.reports for one in visits(made, "PRK", kinds=("meeting",))] == [1]


@pytest.mark.parametrize(("dataset", "place", "kind"), [
    ("gdelt", ("HTI", "Port-au-Prince"), "elsewhere"), ("gdelt", ("CUB", "Havana"), "meeting"), ("gdelt", ("USA", "Miami"), "visit"),
    ("gdelt", None, "visit"), ("history", ("HTI", "Port-au-Prince"), "visit")])
def test_a_visit_of_another_data_set_is_one_where_its_place_says_so(dataset, place, kind):
    made = rows(telling("2013-02-03", "CUB", "USA", place=place), dataset=dataset)
    one, = visits(made, "USA", kinds=("visit", "meeting", "elsewhere"))
    assert one.kind == kind and one.place == ("Miami" if place and place[0] == "USA" else None)
