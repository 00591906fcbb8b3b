"""The journal and the mail, to read."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from base import journal
from base.models import JournalLine, Mail, MailAttempt

admin.site.site_header = admin.site.site_title = _("PSF Elections: records")
admin.site.index_title = _("To look things up")


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Journaled(admin.ModelAdmin):  # type: ignore[type-arg]
    """What is entered here bears on who votes and who sits, so each change has its line in the journal."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        journal.write("enter record", by=_actor(request), subject=_named(obj))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        journal.write("change record", by=_actor(request), subject=_named(obj), details={"fields": _fields(message)})
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[LogEntry]:
        for obj in queryset:
            journal.write("delete record", by=_actor(request), subject=_named(obj))
        return super().log_deletions(request, queryset)


def _actor(request: HttpRequest) -> journal.Actor | str:
    person: journal.Actor | None = getattr(request.user, "person", None)
    return person or request.user.get_username()


def _named(obj: Model) -> str:
    return f"{obj._meta.verbose_name}: {obj}"


def _fields(message: Any) -> str:
    """The names of the fields that Django says were changed."""
    changed = [name for each in message for name in each.get("changed", {}).get("fields", [])]
    return ", ".join(changed)


@admin.register(JournalLine)
class JournalAdmin(ReadOnly):
    list_display = ("at", "act", "actor", "subject", "public")
    list_filter = ("act", "public")
    search_fields = ("actor", "subject", "reason")
    ordering = ("-id",)


class AttemptInline(admin.TabularInline):  # type: ignore[type-arg]
    model = MailAttempt
    extra = 0
    can_delete = False
    readonly_fields = ("started_at", "finished_at", "outcome", "answer")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Mail)
class MailAdmin(ReadOnly):
    """Without the words: a mail may hold a code or a link that is the recipient's alone."""

    list_display = ("queued_at", "kind", "recipient", "subject")
    list_filter = ("kind",)
    search_fields = ("recipient",)
    exclude = ("text",)
    inlines = (AttemptInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        """Without voters' receipts, which would tell who voted."""
        mails: QuerySet[Mail] = super().get_queryset(request)
        return mails.exclude(kind__in=Mail.TELLS_WHO_VOTED)
