from __future__ import annotations

import subprocess
import sys

import pytest

from visavis.intake.languages import codes, language_of


@pytest.mark.parametrize(("text", "code"), [
    ("The two sides agreed to open the crossing again after talks that lasted for three days.", "en"),
    ("중국 대표단이 금요일 평양을 방문하여 문서에 서명하였다.", "ko"),
    ("中国代表团星期五抵达平壤，双方举行了会谈。", "zh"),
    ("Делегация прибыла в столицу в пятницу и подписала соглашение о торговле.", "ru"),
    ("La delegación llegó a la capital el viernes y firmó un acuerdo de comercio.", "es"),
])
def test_language_of_a_sentence(text: str, code: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize("text", ["", "12 345", "Kim", "-"])
def test_what_is_too_little_is_not_guessed(text: str) -> None:
    assert language_of(text) is None


def test_codes_are_known_to_the_model() -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    assert set(codes()) <= set(LanguageIdentifier.from_model_file(MODEL_FILE).labels)


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    heavy = ("numpy", "py3langid", "trafilatura", "warcio", "spacy", "pyarrow", "duckdb")
    code = f"import sys, visavis.intake, visavis.archive; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
