import pytest

from visavis.codes import offices


@pytest.mark.parametrize(("sentence", "level", "name"), [
    ("He received a military delegation of the Russian Federation led by Vice-Minister of Defence Ivan Petrov on July 18.", 6, "Ivan Petrov"),
    ("A delegation of experts, led by Roman Sidorov, vice-minister of Industry and Trade, arrived.", 6, "Roman Sidorov"),
    ("A party delegation headed by Zhao Leji, member of the Standing Committee of the Political Bureau, came.", 3, "Zhao Leji"),
    ("The delegation headed by Russian Deputy Prime Minister Petr Petrov left.", 4, "Petr Petrov"),
])
def test_who_leads_a_delegation(sentence, level, name):
    office, told = offices.head(sentence)
    assert (office.level, told) == (level, name)


def test_a_minister_of_a_part_of_a_state_is_no_minister():
    office, _ = offices.head("A delegation led by Ivan Petrov, deputy prime minister and minister of Education of the "
                             "Maritime Territory Administration, visited a college.")
    assert office.level == 8
    assert offices.level_of("minister of Health of the Jewish Autonomous Oblast").level == 8
    assert offices.level_of("minister of Education").level == 5


def test_no_delegation_no_head():
    assert offices.head("Foreign Minister Ivan Petrov met his colleague.") is None
    assert offices.head("A delegation led by Ivan Petrov came.") is None


@pytest.mark.parametrize(("text", "levels"), [
    ("the Pyongyang Electric Cable General Factory 326", []), ("the premier live platform for leaders of industry", []),
    ("The unit commander made an oath.", [8]), ("Premier Li Qiang and General Petr Petrov", [2, 8]),
])
def test_words_that_only_look_like_a_title(text, levels):
    assert [match.office.level for match in offices.find(text) if match.office.level] == levels
