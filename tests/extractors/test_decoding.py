from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.decoding import DecodeError, decode, is_mojibake, load_json
from extractors.normalize import LETTERS

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "decoding.toml").read_text("utf-8"))
TEXT: str = TABLE["text"]


def _read_wrongly(codec: str) -> Callable[[bytes], bytes]:
    return lambda body: body.decode(codec, "replace").replace("\ufffd", "").encode()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "": lambda body: body,
    "bad_byte": lambda body: body.replace("ق".encode(), b"\xd9", 1),
    "half_letter": lambda body: body + "ن".encode()[:1],
    "controls": lambda body: body.replace(b" ", b" \x0b\x00\x1f", 3),
    "blank_lines": lambda body: b"\n\n \t\n" + body,
    "warning": lambda body: b"<br />\n<b>Warning</b>: include(x.php) in <b>/srv/x</b>\n" + body,
    "quoted_wreck": lambda body: body + b" " + "ط§ظ„ط±ط³ط§ظ„ط©".encode(),
    "twice_1252": _read_wrongly("cp1252"),
    "twice_latin1": _read_wrongly("latin-1"),
    "twice_1256": _read_wrongly("cp1256"),
    "replaced": lambda body: re.sub("[قثلةم]", "\ufffd", body.decode()).encode(),
    "questioned": lambda body: re.sub(f"[{LETTERS}]", "?", body.decode()).encode(),
    "emptied": lambda body: b"\r\n \x00 ",
    "pdf": lambda body: b"%PDF-1.7\n" + body,
}


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["name"])
def test_bytes_become_the_text_that_was_written(case: dict[str, Any]) -> None:
    written = TABLE["templates"][case["template"]].replace("{text}", TEXT)
    body = DAMAGES[case.get("damage", "")](written.encode(case["sent"], "replace"))
    if "error" in case:
        with pytest.raises(DecodeError) as caught:
            decode(body, case.get("header"), case.get("kind", "page"))
        assert caught.value.reason == case["error"]
        return
    decoded = decode(body, case.get("header"), case.get("kind", "page"))
    assert decoded.encoding == case["encoding"]
    assert list(decoded.problems) == case.get("problems", [])
    if case["sent"] == "iso-8859-6":  # it has no comma but the Arabic one, which was replaced when it was written
        assert "مدنيين وأصيب عشرة" in decoded.text
    elif "loses" in case:
        assert decoded.text.count("\ufffd") == case["loses"]
        assert TEXT[1:] in decoded.text
    else:
        assert TEXT in decoded.text


@pytest.mark.parametrize("case", TABLE["json"], ids=lambda case: case["name"])
def test_json_holds_no_half_of_a_character(case: dict[str, Any]) -> None:
    if "value" in case:
        assert load_json(case["text"]) == {"x": case["value"]}
        return
    with pytest.raises(ValueError, match="line 1 column"):
        load_json(case["text"])


def test_no_declared_encoding_brings_half_a_character() -> None:
    body = "<meta charset=unicode_escape>\xff\xfe\xfa \\ud83d \xff".encode("latin-1")
    assert decode(body).text.encode()


def test_a_feed_starts_with_its_own_mark_up() -> None:
    decoded = decode(b"Notice: x\n<rss><channel/></rss>", kind="feed")
    assert decoded.text == "<rss><channel/></rss>"


def test_a_page_in_place_of_a_feed_is_left_whole_for_the_verdict() -> None:
    page = "<!doctype html><html><body>see <rss> here</body></html>"
    assert decode(page.encode(), kind="feed").text == page


@pytest.mark.parametrize("codec", ["utf-8", "cp1256", "utf-16"])
@given(words=st.lists(st.sampled_from(TEXT.replace("،", "").split()), min_size=8, max_size=60))
def test_news_words_survive_any_encoding_undeclared(codec: str, words: list[str]) -> None:
    text = " ".join(words)
    assert decode(text.encode(codec)).text == text


@given(st.binary(max_size=300))
def test_any_bytes_become_text_or_a_named_refusal(body: bytes) -> None:
    try:
        decoded = decode(body)
    except DecodeError:
        return
    assert not set(decoded.text) & set("\x00\x0b\x1f\ufffe")


@given(st.lists(st.sampled_from([*TEXT.split(), "«الوسط»،", "الوسط…", "Øst", "حفظ", "ظ"]), max_size=40))
def test_sound_arabic_is_never_called_broken(words: list[str]) -> None:
    assert not is_mojibake(" ".join(words))
