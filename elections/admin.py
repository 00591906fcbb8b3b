"""Elections and what belongs to them, for superusers to look up; only organisations and board terms are entered here.

The roll shows who is on it and why, never whether they voted: nothing here joins voters with their ballots.
"""

from django.contrib import admin

from base.admin import Journaled, ReadOnly
from elections.models import BoardTerm, Contest, Election, Organisation, Proposal, RollEntry, Seat


@admin.register(Election)
class ElectionAdmin(ReadOnly):
    list_display = ("name", "slug", "voting_opens", "voting_closes", "published_at")
    search_fields = ("name", "slug")
    ordering = ("-voting_opens",)


@admin.register(Contest)
class ContestAdmin(ReadOnly):
    list_display = ("title", "election", "kind", "position")
    list_filter = ("election",)
    list_select_related = ("election",)


@admin.register(Seat)
class SeatAdmin(ReadOnly):
    list_display = ("contest", "position", "years")
    list_filter = ("contest__election",)
    list_select_related = ("contest",)


@admin.register(RollEntry)
class RollEntryAdmin(ReadOnly):
    list_display = ("name", "email", "membership_class", "election", "added_late_at", "removed_at")
    list_filter = ("election", "membership_class")
    list_select_related = ("election",)
    search_fields = ("name", "email")
    ordering = ("name", "pk")
    fields = (
        "election",
        "person",
        "name",
        "email",
        "membership_class",
        "source",
        "affirmation",
        "added_late_at",
        "added_late_by",
        "added_late_reason",
        "removed_at",
        "removed_by",
        "removed_reason",
    )


@admin.register(Proposal)
class ProposalAdmin(ReadOnly):
    list_display = ("act", "election", "proposed_by", "proposed_at", "seconded_by", "dropped_by")
    list_filter = ("election", "act")
    list_select_related = ("election", "proposed_by", "seconded_by", "dropped_by")


@admin.register(Organisation)
class OrganisationAdmin(Journaled):
    """Which entities are one, for the limit on co-affiliation [bylaws 5.15]."""

    list_display = ("name", "controlled_by")
    list_select_related = ("controlled_by",)
    search_fields = ("name",)
    autocomplete_fields = ("controlled_by",)


@admin.register(BoardTerm)
class BoardTermAdmin(Journaled):
    """Who sits on the board, and with whom they are: they count for the limit too."""

    list_display = ("name", "seat", "cohort", "how", "since", "until", "election")
    list_filter = ("cohort", "how")
    list_select_related = ("election",)
    search_fields = ("name",)
    raw_id_fields = ("person", "election")
    autocomplete_fields = ("organisations",)
