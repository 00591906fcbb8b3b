"""The sealed election and its record, to read. Ballots and credentials are not here: nothing joins voters with them."""

from django.contrib import admin

from ballots.models import Choice, RecordEvent, Setup
from base.admin import ReadOnly


@admin.register(Setup)
class SetupAdmin(ReadOnly):
    list_display = ("uuid", "election", "fingerprint", "sealed_at")
    exclude = ("election_json", "trustees_json", "public_credentials_json")


@admin.register(Choice)
class ChoiceAdmin(ReadOnly):
    list_display = ("label", "contest", "position")
    list_filter = ("setup",)


@admin.register(RecordEvent)
class RecordEventAdmin(ReadOnly):
    list_display = ("position", "type", "hash", "appended_at")
    list_filter = ("setup", "type")
    fields = ("setup", "position", "type", "hash", "appended_at")
