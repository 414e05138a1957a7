"""Bytes as text: byte order marks, UTF-8, and for pages the character set that they declare.

The rule: an encoding is never guessed. What cannot be decoded is an error that says where and what to do.
"""

from __future__ import annotations

import codecs
import re

from visavis.errors import InputError

_BOMS: tuple[tuple[bytes, str], ...] = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"), (b"PK\x03\x04", "a zip archive (as .docx, .odt and .epub are)"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"), (rb"{\rtf", "an RTF file"),
    (b"\x1f\x8b", "packed by gzip"),
    (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"), (b"GIF8", "an image"),
    (b"SQLite format 3", "an SQLite database"), (b"PAR1", "a Parquet table"), (b"\x7fELF", "a program"),
)

_WHATWG = {  # labels that browsers read as a wider set: https://encoding.spec.whatwg.org/#names-and-labels
    "ascii": "cp1252", "iso8859-1": "cp1252", "latin-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
    "euc_kr": "cp949", "ks_c-5601-1987": "cp949", "shift_jis": "cp932", "iso8859-9": "cp1254",
    "tis-620": "cp874", "big5": "big5hkscs",
}

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)|"""
                       rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_:.-]+)""", re.I)

HEAD_BYTES = 4096
"""How far into a page a declaration is looked for; the standard says 1,024, real pages are later."""

BAD_SHARE = 0.001
"""The share of undecodable characters above which a page's declared set is taken to be wrong."""


def decode_text(data: bytes, *, where: str) -> str:
    """`data` as text with line feeds as line ends: by byte order mark, else as UTF-8.

    Raises InputError for binary data and for any other encoding, with the offset of the first bad byte.
    """
    text = _by_mark(data, where=where)
    if text is None:
        refuse_binary(data, where=where)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(
                f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start:,}", where=where,
                hint="convert it: iconv -f ENCODING -t UTF-8 FILE > NEW (often WINDOWS-1252 or GB18030)",
            ) from error
    if not text.strip():
        raise InputError("the file is empty", where=where, hint="leave it out")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_page(data: bytes, *, where: str, header: str | None = None) -> str:
    """A page as text: byte order mark, UTF-8 if it is valid, else the set in `header` or in the page.

    Under a declared set single malformed bytes become U+FFFD, as in a browser; more than one in a thousand,
    no declared set, or one that does not exist raises InputError.
    """
    if (text := _by_mark(data, where=where)) is not None:
        return text
    refuse_binary(data, where=where)
    declared = header or _declared(data)
    codec = _codec(declared, where=where) if declared else "utf-8"
    if codec.startswith("iso2022") or codec == "hz":  # their bytes are valid ASCII
        return data.decode(codec, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        first = error
    text = data.decode(codec, "replace")
    if not declared or text.count("\ufffd") > BAD_SHARE * len(text):
        byte = f"byte 0x{data[first.start]:02x} at offset {first.start:,}"
        what = (f"declared as {declared}, but many bytes are not" if declared
                else f"not UTF-8 ({byte}) and no character set is declared")
        raise InputError(what, where=where, hint='convert it with iconv, or add <meta charset="..."> to it')
    return text


def refuse_binary(data: bytes, *, where: str) -> None:
    """Raises InputError if `data` are not text in any 8-bit encoding; says what they are if that is known."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"{name}, not text", where=where, hint="give its text as .txt or .html")
    if (at := data.find(b"\0")) >= 0:
        raise InputError(f"binary, not text: a NUL byte at offset {at:,}", where=where,
                         hint="give its text as .txt or .html")


def _by_mark(data: bytes, *, where: str) -> str | None:
    for mark, codec in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark):].decode(codec)
            except UnicodeDecodeError as error:
                raise InputError(f"broken {codec} at byte {error.start + len(mark):,}", where=where,
                                 hint="save it again as UTF-8") from error
    return None


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:HEAD_BYTES])
    return (found[1] or found[2]).decode("ascii") if found else None


def _codec(label: str, *, where: str) -> str:
    try:
        name = codecs.lookup(label.strip()).name
        "".encode(name)
    except (LookupError, ValueError) as error:
        raise InputError(f"no such character set: {label!r}", where=where,
                         hint="correct the declaration") from error
    return _WHATWG.get(name, name)
