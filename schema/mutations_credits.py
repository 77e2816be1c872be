"""What registrars post by hand, and what accounts do with their tokens."""

from __future__ import annotations

import graphene

from cpd.ops import accounts, adjusting
from cpd.ops.balances import entries_by_id
from cpd.ops.idempotency import do_once, once_key
from schema.context import Context
from schema.credits import CreditEntry
from schema.deeds import Given, deed, why_not
from schema.errors import REFUSALS, user_errors
from schema.scalars import Credits, Date


class EntryReverseInput(graphene.InputObjectType):
    """An entry to be taken back."""

    id = graphene.ID(required=True, description="Which.")
    reason = graphene.String(required=True, description="Why; the member reads it.")
    idempotency_key = graphene.String(description="The same key with the same input does it once.")


class EntryAdjustInput(graphene.InputObjectType):
    """Credits to be posted by hand."""

    member_id = graphene.ID(required=True, description="Whose.")
    programme_id = graphene.ID(required=True, description="For which programme.")
    credits = Credits(required=True, description="How many; negative takes away.")
    category = graphene.String(required=True, description="The rule pack's word.")
    earned_on = Date(required=True, description="The date they belong to.")
    reason = graphene.String(required=True, description="Why; the member reads it.")
    idempotency_key = graphene.String(description="The same key with the same input does it once.")


class EntryPayload(graphene.ObjectType):
    """The entry that was posted."""

    entry = graphene.Field(CreditEntry, description="Null when nothing was done.")
    user_errors = why_not()


class ApiTokenCreateInput(graphene.InputObjectType):
    """A token for programs."""

    name = graphene.String(required=True, description="What it is for.")
    days = graphene.Int(default_value=90, description="How long it works, 1 to 366.")


class ApiTokenCreatePayload(graphene.ObjectType):
    """The token, shown this once."""

    id = graphene.ID(description="For apiTokenRevoke; null when nothing was done.")
    token = graphene.String(description="The secret. Send it as Authorization: Bearer.")
    user_errors = why_not()


class ApiTokenRevokeInput(graphene.InputObjectType):
    """A token to be ended."""

    id = graphene.ID(required=True, description="Which.")


class ApiTokenRevokePayload(graphene.ObjectType):
    """The token that ended."""

    id = graphene.ID(description="Null when nothing was done.")
    user_errors = why_not()


class CreditMutations:
    """Root fields that post entries by hand."""

    entry_reverse = deed(EntryPayload, EntryReverseInput, "Takes an entry back for good. For registrars.")
    entry_adjust = deed(EntryPayload, EntryAdjustInput, "Posts credits by hand. For registrars.")

    @staticmethod
    async def resolve_entry_reverse(_root: None, info: graphene.ResolveInfo, input: Given) -> EntryPayload:
        context: Context = info.context
        viewer = context.signed_in()
        try:
            once = once_key("entryReverse", input.get("idempotency_key"), input)
            entry_id = await do_once(
                viewer,
                once,
                context.now,
                lambda: adjusting.entry_reverse(viewer, input["id"], input["reason"], context.now),
            )
        except REFUSALS as refused:
            return EntryPayload(user_errors=user_errors(refused, context.language))
        (entry,) = await entries_by_id([entry_id])
        return EntryPayload(entry=entry, user_errors=[])

    @staticmethod
    async def resolve_entry_adjust(_root: None, info: graphene.ResolveInfo, input: Given) -> EntryPayload:
        context: Context = info.context
        viewer = context.signed_in()
        wanted = adjusting.Adjustment(
            input["member_id"],
            input["programme_id"],
            input["credits"],
            input["category"],
            input["earned_on"],
            input["reason"],
        )
        try:
            once = once_key("entryAdjust", input.get("idempotency_key"), input)
            entry_id = await do_once(
                viewer, once, context.now, lambda: adjusting.entry_adjust(viewer, wanted, context.now)
            )
        except REFUSALS as refused:
            return EntryPayload(user_errors=user_errors(refused, context.language))
        (entry,) = await entries_by_id([entry_id])
        return EntryPayload(entry=entry, user_errors=[])


class TokenMutations:
    """Root fields about the viewer's own tokens."""

    api_token_create = deed(ApiTokenCreatePayload, ApiTokenCreateInput, "A token of the viewer's. For accounts.")
    api_token_revoke = deed(ApiTokenRevokePayload, ApiTokenRevokeInput, "Ends a token of the viewer's. For accounts.")

    @staticmethod
    async def resolve_api_token_create(
        _root: None,
        info: graphene.ResolveInfo,
        input: Given,
    ) -> ApiTokenCreatePayload:
        context: Context = info.context
        viewer = context.signed_in()
        try:
            token_id, secret = await accounts.api_token_create(
                viewer.account_id, input["name"], context.now, days=input["days"]
            )
        except REFUSALS as refused:
            return ApiTokenCreatePayload(user_errors=user_errors(refused, context.language))
        return ApiTokenCreatePayload(id=token_id, token=secret, user_errors=[])

    @staticmethod
    async def resolve_api_token_revoke(
        _root: None,
        info: graphene.ResolveInfo,
        input: Given,
    ) -> ApiTokenRevokePayload:
        context: Context = info.context
        viewer = context.signed_in()
        try:
            token_id = await accounts.api_token_revoke(viewer, input["id"], context.now)
        except REFUSALS as refused:
            return ApiTokenRevokePayload(user_errors=user_errors(refused, context.language))
        return ApiTokenRevokePayload(id=token_id, user_errors=[])
