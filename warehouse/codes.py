"""The closed lists of codes that an analyst may set; the codebook says what each means."""

from __future__ import annotations

QUANTIFIERS = ("exact", "about", "at_least", "at_most", "range", "vague")

CODES = {
    **{f"{o}_quantifier": QUANTIFIERS for o in ("killed", "injured", "missing", "detained", "casualties")},
    "scope": ("incident", "aggregate", "cumulative"),
    "circumstance": ("struck", "died_of_wounds", "recovered", "body_found", "remains", "custody"),
    "weapon": (
        "airstrike", "barrel_bomb", "artillery", "rocket", "mortar", "missile", "drone", "cluster", "chemical", "ied",
        "car_bomb", "suicide_bomb", "landmine", "small_arms", "clash", "execution", "torture", "other", "unknown",
    ),
    "actor": (
        "government", "russia", "opposition", "hts", "isis", "sdf", "turkey", "coalition", "israel", "iran_militia",
        "houthi", "rsf", "arab_coalition", "remnants", "other", "unknown",
    ),
    "date_precision": ("day", "night", "publication", "week", "month", "none"),
    "date_basis": ("stated", "inferred", "assumed"),
}  # fmt: skip
"""Codes by column; the rule codes_are_known holds the coder's events to the same."""
