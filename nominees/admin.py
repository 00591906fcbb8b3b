"""Nominees in the Django admin, for superusers to look things up. What acts have written is not edited here."""

from django.contrib import admin

from base.admin import ReadOnly
from nominees.models import EndorsementRevision, MailedLink, Nomination, Nominee, ProfileRevision


@admin.register(Nominee)
class NomineeAdmin(ReadOnly):
    """Affiliations and eligibility are acts of the office, so that the journal tells of them."""

    list_display = ("name", "election", "accepted_at", "declined_at", "withdrawn_at")
    list_filter = ("election",)
    search_fields = ("name", "email")


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
    list_display = ("nominee", "purpose", "email", "created_at")
    list_select_related = ("nominee",)
    fields = ("nominee", "purpose", "email", "created_at")
