import time

import pytest

from visavis.codes import persons


def hidden(text):
    return [text[slice(*one.span)] for one in persons.private(text)]


@pytest.mark.parametrize(("text", "names"), [
    ("Pak Chol Gyu, a 34-year-old worker from Hamhung, was sent to Vladivostok.", ["Pak Chol Gyu"]),
    ("A student named Ri Yong Sil left for Beijing.", ["Ri Yong Sil"]),
    ("The worker, Quentin Zarbo, left for Russia.", ["Quentin Zarbo"]),
    ("Quentin Zarbo, an IT worker, was deported by China.", ["Quentin Zarbo"]),
    ("Quentin Zarbo works at a sawmill in Khabarovsk.", ["Quentin Zarbo"]),
    ("Anastasia Zarbova (21) studies in Harbin.", ["Anastasia Zarbova"]),
    ("Choe Un Byol and Jo Sung Gwang, both students, came.", ["Choe Un Byol", "Jo Sung Gwang"]),
    ("One of the labourers, Jo Myong Gwan, died.", ["Jo Myong Gwan"]),
    ("A defector identified as Han Mi Ryong spoke.", ["Han Mi Ryong"]),
    ("Workers like Yun Tae Gol earn little. Yun said so.", ["Yun Tae Gol", "Yun"]),
    ("A 34-year-old named Quentin Zarbo left.", ["Quentin Zarbo"]),
    ("A riveter named Quentin Zarbo left.", ["Quentin Zarbo"]),
])
def test_private_persons_are_found_at_every_place(text, names):
    assert hidden(text) == names


@pytest.mark.parametrize("text", [
    "Premier Kim Tok Hun met Chinese ambassador Wang Yajun.",
    "Lim Eul-chul, a professor at Kyungnam University, said tours are likely to resume.",
    "Elvira Zarbova, deputy prime minister of the Maritime Territory, visited a school. Zarbova left on Friday.",
    "Foreign Minister Sergei Lavrov, Antony Blinken and Wang Yi met.",
    "Sergei Shoigu arrived.", "The respected ComradeKim Jong Unwho leads the state spoke.",
    "Kim Chaek University of Technology sent students to Hong Kong.", "Hong Kong's workers and South Korea's students marched.",
    "The United Nations Security Council met in Kim Il Sung Square.", "So workers left. Well, students too.",
    "Aleksey Zarbo (Minister of Natural Resources) came.", "The bridge named Fighting Bengals was opened for workers.",
])
def test_officials_pundits_bodies_and_places_are_not(text):
    assert hidden(text) == []


def test_an_office_told_elsewhere_in_the_text_counts():
    told = "Quentin Zarbo arrived in Minsk. Later, Foreign Minister Quentin Zarbo left."
    assert hidden(told) == [] and hidden(told.partition(".")[0]) == ["Quentin Zarbo"]


def test_a_private_noun_outweighs_an_office_of_a_namesake():
    told = "Minister Quentin Zarbo came. Quentin Zarbo, a student, left."
    assert len(hidden(told)) == 2


def test_a_family_name_is_not_hidden_where_an_official_bears_it():
    told = "A worker named Kim Su Gol fled. Premier Kim Tok Hun spoke. Kim was pleased."
    assert hidden(told) == ["Kim Su Gol"]


def test_masked_and_blanked():
    text = "A worker named Quentin Zarbo returned."
    assert persons.masked(text) == "A worker named [name] returned."
    assert persons.blanked(text) == f"A worker named {persons.BLANK * 13} returned." and len(persons.blanked(text)) == len(text)
    assert persons.masked("Zarbo home", within="A worker named Quentin Zarbo returned.") == "[name] home"


def test_what_can_be_quoted():
    text = "North Korea sent a worker, Quentin Zarbo, to Russia in May."
    start, end = persons.without(text, 0, len(text), [one.span for one in persons.private(text)])
    assert text[start:end] == "North Korea sent a worker,"


def test_cost_is_linear():
    def seconds(times):
        start = time.process_time()
        persons.private("Pak Chol Gyu, a worker, met Premier Kim Tok Hun and left with Anna Zarbova. " * times)
        return time.process_time() - start

    seconds(10)
    assert seconds(800) < 8 * 4 * max(seconds(100), 0.01)
