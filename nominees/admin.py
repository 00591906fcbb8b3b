"""Nominees in the Django admin, for superusers to look things up. What acts have written is not edited here."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from nominees.models import EndorsementRevision, MailedLink, Nomination, Nominee, ProfileRevision


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """What acts have written is looked at here; only acts change it, so that the journal tells all."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Nominee)
class NomineeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Only who they are with, and why they cannot be seated, is entered by hand."""

    list_display = ("name", "election", "accepted_at", "declined_at", "withdrawn_at")
    list_filter = ("election",)
    search_fields = ("name", "email")
    fields = ("name", "election", "slug", "email", "organisations", "ineligible_reason")
    readonly_fields = ("name", "election", "slug", "email")
    filter_horizontal = ("organisations",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Nominee | None = None) -> bool:
        return False


@admin.register(Nomination)
class NominationAdmin(ReadOnly):
    list_display = ("nominator_name", "nominee", "by_self", "created_at", "hidden_at")
    list_filter = ("nominee__election",)
    list_select_related = ("nominee",)
    search_fields = ("nominator_name", "nominee__name")


@admin.register(ProfileRevision)
class ProfileRevisionAdmin(ReadOnly):
    list_display = ("nominee", "number", "written_at", "approved_at", "returned_at")
    list_filter = ("nominee__election",)
    list_select_related = ("nominee",)


@admin.register(EndorsementRevision)
class EndorsementRevisionAdmin(ReadOnly):
    list_display = ("nomination", "number", "written_at", "approved_at", "returned_at")
    list_filter = ("nomination__nominee__election",)
    list_select_related = ("nomination__nominee",)


@admin.register(MailedLink)
class MailedLinkAdmin(ReadOnly):
    list_display = ("nominee", "purpose", "email", "created_at", "expires_at")
    list_select_related = ("nominee",)
    fields = ("nominee", "purpose", "email", "created_at", "expires_at")
