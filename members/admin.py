"""People, their addresses, accounts and memberships, for superusers."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from base.admin import Journaled
from members.addresses import normalised
from members.addressing import on_an_open_roll
from members.models import Address, Affirmation, Membership, Person, User


class AddressForm(forms.ModelForm):  # type: ignore[type-arg]
    """Keeps what addresses are compared by in step with what is written."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.instance.normalised = normalised(cleaned.get("email", ""))
        if Address.objects.filter(normalised=self.instance.normalised).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Somebody is known by this address already."), code="known")
        if self.has_changed() and self.instance.person_id and on_an_open_roll(self.instance.person):
            raise ValidationError(_("They are on the roll of an open vote: their addresses stay until it is over."))
        return cleaned


class AddressInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Address
    form = AddressForm
    extra = 0
    readonly_fields = ("normalised", "known_since")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().has_delete_permission(request, obj)) and not (obj and on_an_open_roll(obj))


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0


class AffirmationInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Affirmation
    extra = 0


@admin.register(Person)
class PersonAdmin(Journaled):
    list_display = ("name", "merged_into", "created_at")
    search_fields = ("name", "addresses__normalised")
    readonly_fields = ("uuid", "merged_into", "created_at")
    inlines = (AddressInline, MembershipInline, AffirmationInline)


@admin.register(User)
class UserAdmin(Journaled):
    """Accounts: closed and opened here. Who belongs to the office is said by `manage.py make_officer`, journaled."""

    list_display = ("email", "person", "is_staff", "is_superuser", "is_active", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active")
    list_select_related = ("person",)
    search_fields = ("email", "person__name")
    fields = ("email", "person", "is_staff", "is_superuser", "is_active", "date_joined", "last_login")
    readonly_fields = ("email", "person", "is_staff", "is_superuser", "date_joined", "last_login")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(Journaled):
    list_display = ("name", "membership_class", "since", "until", "source")
    list_filter = ("membership_class",)
    search_fields = ("name", "person__addresses__normalised")
    raw_id_fields = ("person",)
