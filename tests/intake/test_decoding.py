from __future__ import annotations

import pytest

from visavis.errors import InputError
from visavis.intake.decoding import decode_page, decode_text

KOREAN = "조선과 중국의 대표단이 평양에서 회담을 열었다. " * 3
CHINESE = "中国代表团星期五抵达平壤，双方举行了会谈。" * 3
FRENCH = "Le ministre des affaires étrangères est arrivé à Pékin. “Bien sûr”, a-t-il dit. " * 3


def page(text: str, charset: str, *, declared: str | None) -> bytes:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}</head><body>{text}</body></html>".encode(charset)


@pytest.mark.parametrize(("text", "charset", "declared"), [
    (KOREAN, "cp949", "euc-kr"), (KOREAN, "cp949", "ks_c_5601-1987"), (CHINESE, "gb18030", "gb2312"),
    (CHINESE, "gbk", "GBK"), (FRENCH, "cp1252", "iso-8859-1"), (FRENCH, "cp1252", "windows-1252"),
    ("日本の外相が訪問した。", "iso2022_jp", "iso-2022-jp"), ("日本の外相が訪問した。", "shift_jis", "Shift_JIS"),
    (KOREAN, "utf-8", "utf-8"), (KOREAN, "utf-8", None), (KOREAN, "utf-8", "iso-8859-1"),
])
def test_a_declared_character_set_is_honoured(text: str, charset: str, declared: str | None) -> None:
    assert text in decode_page(page(text, charset, declared=declared), where="p.html")
    if declared:
        assert text in decode_page(page(text, charset, declared=None), where="p.html", header=declared)


def test_the_older_form_of_the_declaration() -> None:
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=EUC-KR">'
    assert KOREAN in decode_page(f"<html><head>{meta}</head>{KOREAN}</html>".encode("cp949"), where="p.html")


def test_one_malformed_byte_of_a_declared_page_is_marked() -> None:
    data = page(KOREAN * 20, "utf-8", declared="utf-8")
    cut = data[:200] + b"\xff" + data[200:]
    assert "\ufffd" in decode_page(cut, where="p.html")


@pytest.mark.parametrize(("data", "word"), [
    (page(FRENCH, "cp1252", declared=None), "no character set is declared"),
    (page(KOREAN, "cp949", declared="utf-8"), "declared as utf-8"),
    (page(FRENCH, "cp1252", declared="klingon"), "no such character set"),
    (b"\x00\x01" * 40, "NUL byte"),
    (b"%PDF-1.5", "PDF"),
    (b"\xff\xfe<\x00h\x00t", "broken utf-16"),
])
def test_a_page_that_cannot_be_decoded(data: bytes, word: str) -> None:
    with pytest.raises(InputError, match=word):
        decode_page(data, where="p.html")


def test_text_in_another_encoding_is_never_guessed() -> None:
    with pytest.raises(InputError, match=r"0xe9 at offset 3.*iconv"):
        decode_text("café".encode("cp1252"), where="a.txt")
