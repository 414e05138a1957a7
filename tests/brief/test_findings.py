from datetime import date

import pytest

from visavis.brief.findings import Brief, Evidence, Finding, Row, Section, Table


def test_a_finding_without_evidence_cannot_be_made():
    with pytest.raises(ValueError, match="needs evidence"):
        Finding("something", None, None, ())


@pytest.mark.parametrize("section", [
    Section("a", (Finding("b", None, None, ("E2",)),)),
    Section("a", (), (Table("c", ("d",), (Row(("e",), ("E2",)),)),))])
def test_a_brief_lists_all_evidence_it_names(section):
    with pytest.raises(ValueError, match="not listed: E2"):
        Brief("t", "s", "PRK", "CHN", None, date(2024, 1, 1), None, (), (section,),
              (Evidence("E1", "event", "x"),))
