"""Countries, operators, and which numbers there cannot be."""

from __future__ import annotations

from typing import Final

_OPERATORS: Final = (
    ("MTS", (910, 919), (980, 989)),
    ("MEGAFON", (920, 939), (997, 997)),
    ("BEELINE", (903, 903), (905, 906), (909, 909), (960, 968)),
    ("TELE2", (900, 902), (904, 904), (908, 908), (950, 953), (958, 958), (977, 977), (991, 996)),
    ("YOTA", (999, 999)),
)
# Code, country, and how long its numbers are, the code included.
_COUNTRIES: Final = (
    ("375", "BY", range(12, 13)),
    ("380", "UA", range(12, 13)),
    ("994", "AZ", range(12, 13)),
    ("995", "GE", range(12, 13)),
    ("996", "KG", range(12, 13)),
    ("998", "UZ", range(12, 13)),
    ("374", "AM", range(11, 12)),
    ("371", "LV", range(11, 12)),
    ("49", "DE", range(10, 14)),
    ("90", "TR", range(12, 13)),
    ("33", "FR", range(11, 12)),
    ("44", "GB", range(11, 13)),
    ("77", "KZ", range(11, 12)),
    ("76", "KZ", range(11, 12)),
    ("7", "RU", range(11, 12)),
    ("1", "US", range(11, 12)),
)
_LENGTHS: Final = range(10, 16)
_DIALLED_AT_HOME: Final = 11


def country_of(phone: str) -> str:
    """Return the country's two letters, empty if it is not known here."""
    return next((name for code, name, _ in _COUNTRIES if phone.startswith(code)), "")


def operator_of(phone: str) -> str:
    """Return the operator of a Russian number, empty if it is not known here."""
    if country_of(phone) != "RU" or wrong_number(phone):
        return ""
    code = int(phone[1:4])
    for name, *ranges in _OPERATORS:
        if any(low <= code <= high for low, high in ranges):
            return name
    return ""


def wrong_number(phone: str) -> int:
    """Return what is wrong with a number (section 1.5): 215 its length, 111 anything else."""
    # No country's code begins with 0: these are ways to dial abroad.
    if not phone or phone.startswith("0"):
        return 111
    # Russia's numbers go with the country's 7, not with the 8 that is dialled at home.
    if phone.startswith("89") and len(phone) == _DIALLED_AT_HOME:
        return 111
    lengths = (lengths for code, _, lengths in _COUNTRIES if phone.startswith(code))
    return 0 if len(phone) in next(lengths, _LENGTHS) else 215
