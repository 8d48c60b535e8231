"""Spells numbers in Arabic by the rules of the grammar books, independently of the lexicon."""

from __future__ import annotations

MASCULINE = ["", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
FEMININE = ["", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر"]
STEMS = ["", "", "", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"]
TENS = ["", "", "عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"]


def spell(value: int, *, feminine: bool, oblique: bool, hundred: str) -> str:
    """A number from 1 to 999,999; `oblique` is the genitive and accusative case, `hundred` how «مئة» is written."""
    thousands, rest = divmod(value, 1000)
    parts = [_thousands(thousands, oblique, hundred)] if thousands else []
    if rest:
        parts.append(_below_thousand(rest, feminine, oblique, hundred))
    return " و".join(parts)


def _thousands(count: int, oblique: bool, hundred: str) -> str:
    if count == 1:
        return "ألف"
    if count == 2:
        return "ألفين" if oblique else "ألفان"
    number = _below_thousand(count, False, oblique, hundred)
    if 3 <= count % 100 <= 10:
        return f"{number} آلاف"
    if number.endswith(("مئتان", "مئتين", "مائتان", "مائتين")):
        return f"{number[:-1]} ألف"
    return f"{number} ألفاً" if 11 <= count % 100 <= 99 else f"{number} ألف"


def _below_thousand(value: int, feminine: bool, oblique: bool, hundred: str) -> str:
    hundreds, rest = divmod(value, 100)
    parts = []
    if hundreds == 1:
        parts.append(hundred)
    elif hundreds == 2:
        parts.append(hundred[:-1] + ("تين" if oblique else "تان"))
    elif hundreds:
        parts.append(STEMS[hundreds] + hundred)
    if rest:
        parts.append(_below_hundred(rest, feminine, oblique))
    return " و".join(parts)


def _below_hundred(value: int, feminine: bool, oblique: bool) -> str:
    units = FEMININE if feminine else MASCULINE
    if value <= 10:
        return _two(feminine, oblique) if value == 2 else units[value]
    if value < 20:
        return _teen(value - 10, feminine, oblique)
    tens, unit = divmod(value, 10)
    round_ten = TENS[tens] + ("ين" if oblique else "ون")
    if not unit:
        return round_ten
    if unit == 1:
        one = "إحدى" if feminine else "واحد"
        return f"{one} و{round_ten}"
    return f"{_two(feminine, oblique) if unit == 2 else units[unit]} و{round_ten}"


def _two(feminine: bool, oblique: bool) -> str:
    return ("اثنتين" if oblique else "اثنتان") if feminine else ("اثنين" if oblique else "اثنان")


def _teen(unit: int, feminine: bool, oblique: bool) -> str:
    ten = "عشرة" if feminine else "عشر"
    if unit == 1:
        return f"{'إحدى' if feminine else 'أحد'} {ten}"
    if unit == 2:
        two = ("اثنتي" if oblique else "اثنتا") if feminine else ("اثني" if oblique else "اثنا")
        return f"{two} {ten}"
    return f"{(FEMININE if feminine else MASCULINE)[unit]} {ten}"
