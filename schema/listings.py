"""A page of one of the operations' lists, as a connection resolves to it."""

from __future__ import annotations

from typing import TypedDict

from cpd.core.paging import page_request
from cpd.ops.pages import Listing as Statement
from cpd.store.tx import Row
from schema.paging import Listing


class PageArguments(TypedDict, total=False):
    """Relay's four arguments."""

    first: int | None
    after: str | None
    last: int | None
    before: str | None


async def listed(statement: Statement, page: PageArguments) -> Listing[Row]:
    """The page that the arguments ask for."""
    request = page_request(statement.order, **page)
    return Listing(await statement.page(request), statement.order, statement.count)
