"""The journal and the mail, to read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from base.models import JournalLine, Mail, MailAttempt


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
    exclude = ("text", "html")
    inlines = (AttemptInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        """Without voters' receipts, which would tell who voted."""
        mails: QuerySet[Mail] = super().get_queryset(request)
        return mails.exclude(kind__in=Mail.TELLS_WHO_VOTED)
