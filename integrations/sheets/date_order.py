"""Which of day and month comes first, decided for a whole file from everything in it, and never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cpd.core.errors import FileRefused
from cpd.core.platform import DateOrder
from integrations.sheets.clock import in_order
from integrations.sheets.dates import Numbers, Parts, date_or_numbers

ORDERS: tuple[DateOrder, DateOrder] = ("mdy", "dmy")
ODD_ONES_IN_HUNDRED = 5
"""So few dates that fit only the other order are slips in single rows; more of them are two orders in one file."""


def dates_in(halves: Iterable[Parts | None]) -> set[str]:
    """The distinct date texts: even a report of a hundred thousand rows has few."""
    return {both[0] for both in halves if both}


def open_dates(days: Iterable[str]) -> dict[str, Numbers]:
    """The dates whose order their text does not say."""
    meant = {day: date_or_numbers(day) for day in days}
    return {day: numbers for day, numbers in meant.items() if isinstance(numbers, Numbers)}


def told_by_dates(dates: dict[str, Numbers]) -> DateOrder | None:
    """The order in which the dates exist; "mdy" when it makes no difference, None when they do not tell.

    Raises FileRefused date-order-mixed when some exist in one order only and some in the other only.
    """
    only: dict[DateOrder, list[str]] = {"mdy": [], "dmy": []}
    for text, numbers in dates.items():
        fitting = [order for order in ORDERS if in_order(numbers, order)]
        if len(fitting) == 1:
            only[fitting[0]].append(text)
    fewer, more = sorted(ORDERS, key=lambda order: len(only[order]))
    if only[fewer] and len(only[fewer]) * 100 > ODD_ONES_IN_HUNDRED * len(dates):
        raise FileRefused("date-order-mixed", one=min(only["mdy"]), other=min(only["dmy"]))
    if only[more]:
        return more
    return "mdy" if all(one.first == one.second for one in dates.values()) else None


def refuse_half_converted(days: Iterable[str]) -> None:
    """Raises FileRefused date-order-mixed when some dates begin with the year and others do not.

    A spreadsheet that opens a file in a foreign order turns the dates that it believes in into dates, with day and
    month swapped, and leaves the others as text.
    """
    known = set(days)
    open_ones = open_dates(known)
    fixed = sorted(day for day in known if day[:4].isdigit())
    fewer = min(len(open_ones), len(fixed))
    if fewer * 100 > ODD_ONES_IN_HUNDRED * (len(open_ones) + len(fixed)):
        raise FileRefused("date-order-mixed", one=fixed[0], other=min(open_ones))


def told_by_neighbour(dates: dict[str, Numbers], known: Iterable[date]) -> DateOrder | None:
    """The one order in which every date lies within a day of a date that the file's head states in words."""
    days = list(known)
    near = [
        order for order in ORDERS if days and all(_near(in_order(numbers, order), days) for numbers in dates.values())
    ]
    return near[0] if len(near) == 1 else None


def _near(day: date | None, days: list[date]) -> bool:
    return day is not None and any(abs((day - one).days) <= 1 for one in days)


def refuse_contradiction(dates: dict[str, Numbers], order: DateOrder) -> None:
    """Raises FileRefused date-order-contradicted when no date of the file exists in the order that was stated."""
    if dates and not any(in_order(numbers, order) for numbers in dates.values()):
        raise FileRefused("date-order-contradicted", field=("date_order",), date_order=order, text=min(dates))
