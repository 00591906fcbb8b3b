"""People, their addresses, accounts and memberships, for superusers."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.addresses import normalised
from members.models import Address, Affirmation, Membership, Person, User


class AddressForm(forms.ModelForm):  # type: ignore[type-arg]
    """Keeps what addresses are compared by in step with what is written."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.instance.normalised = normalised(cleaned.get("email", ""))
        if Address.objects.filter(normalised=self.instance.normalised).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Somebody is known by this address already."), code="known")
        return cleaned


class AddressInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Address
    form = AddressForm
    extra = 0
    readonly_fields = ("normalised", "known_since")


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0


class AffirmationInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Affirmation
    extra = 0


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "merged_into", "created_at")
    search_fields = ("name", "addresses__normalised")
    raw_id_fields = ("merged_into",)
    readonly_fields = ("uuid", "created_at")
    inlines = (AddressInline, MembershipInline, AffirmationInline)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who belongs to the office. No passwords: the field is not shown."""

    list_display = ("email", "person", "is_staff", "is_superuser", "is_active", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active")
    list_select_related = ("person",)
    search_fields = ("email", "person__name")
    raw_id_fields = ("person",)
    fields = ("email", "person", "is_staff", "is_superuser", "is_active", "date_joined", "last_login")
    readonly_fields = ("date_joined", "last_login")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "membership_class", "since", "until", "source")
    list_filter = ("membership_class",)
    search_fields = ("name", "person__addresses__normalised")
    raw_id_fields = ("person",)
