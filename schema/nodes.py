"""Everything that has an id: `node(id)` finds it by the prefix, for those who may see it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import graphene

from schema.context import Context

Find = Callable[[Context, str], Awaitable[object | None]]

_FINDERS: dict[str, tuple[type[graphene.ObjectType], Find]] = {}


class Node(graphene.Interface):
    """Something with an id of its own, unique in the whole service, such as `mem_01J8...`."""

    id = graphene.ID(required=True, description="Opaque; its first letters say what it is.")

    @classmethod
    def resolve_type(cls, instance: object, _info: graphene.ResolveInfo) -> type[graphene.ObjectType]:
        thing_id = str(instance["id"]) if isinstance(instance, dict) else str(getattr(instance, "id", ""))
        return _FINDERS[thing_id.partition("_")[0]][0]


def findable(prefix: str, kind: type[graphene.ObjectType], find: Find) -> None:
    """Says how the ids of a prefix are looked up. `find` answers None for what is missing or not the viewer's."""
    _FINDERS[prefix] = (kind, find)


async def find(context: Context, node_id: str) -> object | None:
    """The thing with this id, None when it is unknown, missing or not the viewer's: the three look alike."""
    known = _FINDERS.get(node_id.partition("_")[0])
    return None if known is None else await known[1](context, node_id)
