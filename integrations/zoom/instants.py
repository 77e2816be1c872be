"""Every time text of a report -> its instant: the date order first, for the whole file, then the zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from cpd.core.errors import FileRefused
from cpd.core.platform import DateOrder, ReadingOptions
from integrations.sheets.cells import whole_number
from integrations.sheets.clock import Clock, zone_of
from integrations.sheets.date_order import (
    ORDERS,
    dates_in,
    open_dates,
    refuse_contradiction,
    refuse_half_converted,
    told_by_dates,
    told_by_neighbour,
)
from integrations.sheets.dates import Parts, date_or_numbers, parts
from integrations.zoom.table import Table

Halves = Sequence[Parts | None]


def read_times(
    texts: Iterable[str], tables: Sequence[Table], head: Sequence[str], options: ReadingOptions
) -> tuple[Clock, list[datetime | None]]:
    """The file's clock, and the instant of every text. `head`: the time texts above the tables.

    Raises FileRefused: time-zone-needed, time-zone-unknown, and what `order_of` refuses.
    """
    zone = zone_of(options.time_zone)
    halves = [parts(text) for text in texts]
    clock = Clock(order_of(halves, tables, head, options.date_order), zone)
    return clock, [clock.at(both) for both in halves]


def clock_of_head(head: Sequence[str], options: ReadingOptions) -> Clock | None:
    """For a file whose rows have no times: None, and never a question, when the head alone cannot tell.

    Raises FileRefused time-zone-unknown.
    """
    if not options.time_zone:
        return None
    zone = zone_of(options.time_zone)
    return Clock(options.date_order or _told_by_head(head), zone)


def order_of(
    halves: Halves, tables: Sequence[Table], head: Sequence[str], stated: DateOrder | None
) -> DateOrder | None:
    """The date order of a file, None when nothing in it needs one. `halves` are the times of its rows, taken apart.

    Asked in this order: which order the dates of the rows exist in; the dates above them; the order in which rows
    over midnight last as long as they say; the date that the head writes in words. An AM or PM proves nothing: Zoom
    writes it in every order that a profile can be set to. Raises FileRefused: date-order-unknown, date-order-mixed,
    date-order-contradicted.
    """
    days = dates_in(halves)
    dates = open_dates(days)
    if stated:
        refuse_contradiction(dates, stated)
        return stated
    if not dates:
        return None
    refuse_half_converted(days)
    order = (
        told_by_dates(dates)
        or _told_by_head(head)
        or _told_by_minutes(halves, tables)
        or told_by_neighbour(dates, _dates_in_words(head))
    )
    if order is None:
        raise FileRefused("date-order-unknown", field=("date_order",), text=min(dates))
    return order


def _told_by_head(head: Sequence[str]) -> DateOrder | None:
    dates = open_dates(dates_in(map(parts, head)))
    if all(one.first == one.second for one in dates.values()):
        return None
    return told_by_dates(dates)


def _dates_in_words(head: Sequence[str]) -> list[date]:
    days = dates_in(map(parts, head))
    return [meant for day in days if isinstance(meant := date_or_numbers(day), date) and not day[:4].isdigit()]


def _told_by_minutes(halves: Halves, tables: Sequence[Table]) -> DateOrder | None:
    """Minutes are the same in both orders unless join and leave have different dates, so only those rows are asked."""
    visits = list(_over_midnight(halves, tables))
    clocks = [Clock(order, zone_of("UTC")) for order in ORDERS]
    agreeing = [sum(_lasts(clock, *visit) for visit in visits) for clock in clocks]
    if agreeing[0] == agreeing[1] or min(agreeing):
        return None
    return ORDERS[0] if agreeing[0] else ORDERS[1]


def _over_midnight(halves: Halves, tables: Sequence[Table]) -> Iterator[tuple[Parts, Parts, str]]:
    # Whole minutes will do: the two orders are days apart.
    for table in tables:
        for cells, join_number, leave_number in zip(table.cells, table.joins, table.leaves, strict=True):
            join, leave = halves[join_number // 60], halves[leave_number // 60]
            if join and leave and join[0] != leave[0]:
                yield join, leave, cells[2]


def _lasts(clock: Clock, join_text: Parts, leave_text: Parts, minutes: str) -> bool:
    join, leave, stated = clock.at(join_text), clock.at(leave_text), whole_number(minutes)
    if join is None or leave is None or stated is None:
        return False
    return -1 <= -(-int((leave - join).total_seconds()) // 60) - stated <= 1
