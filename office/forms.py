"""Forms of the acts: a reason, and for an extension until when."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elections.models import Election
from office.acts import Act


class UtcDateTimeField(forms.DateTimeField):
    """An instant typed in UTC, whatever time zone the server or the browser is in."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {"invalid": _("Give a date and a time in UTC, such as 2026-09-01 14:00.")}

    def prepare_value(self, value: object) -> object:
        return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        found = super().to_python(value)
        return found.astimezone(UTC) if found else None


def reason_field(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        max_length=2000,
        error_messages={"required": _("Give a reason. It stands in the journal for good.")},
    )


class ReasonedForm(forms.Form):
    """A change of the election, which takes a reason once the election is announced."""

    def __init__(self, election: Election, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if election.announced_at:
            self.fields["reason"] = reason_field(_("It stands in the public journal."))


class ActForm(forms.Form):
    """What an act asks for."""

    until = UtcDateTimeField(
        label=_("Voting then closes (UTC)"), error_messages={"required": _("Say until when voting is extended.")}
    )
    due = UtcDateTimeField(
        label=_("Published on (UTC)"),
        help_text=_("Such as the time at which you have promised the result."),
        error_messages={"required": _("Say when the result becomes public.")},
    )
    statement = forms.CharField(
        label=_("What you certify"),
        help_text=_("Both officers put their names to it. It stands beside the result."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        max_length=2000,
        error_messages={"required": _("Say what you certify.")},
    )
    text = forms.CharField(
        label=_("What is right instead"),
        help_text=_("Everybody reads it under the result."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        max_length=4000,
        error_messages={"required": _("Say what is right instead.")},
    )
    ground = forms.ChoiceField(
        label=_("Why it does not count"),
        choices=[
            ("quorum", _("Too few voted: the quorum was not reached [bylaws 3.9]")),
            ("decision", _("By decision, for the reason below")),
        ],
        widget=forms.RadioSelect,
        initial="decision",
        required=False,
    )
    reason = reason_field(_("One or two sentences. They stand in the public journal, for good."))

    def __init__(self, act: Act, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {*act.asks, *(["reason"] if act.needs_reason else [])}
        for name in set(self.fields) - asked:
            del self.fields[name]

    def arguments(self) -> dict[str, str]:
        """What was said beside the reason, as a proposal keeps it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in said.items()}


class BackupForm(forms.Form):
    """A backup that was restored somewhere and looked at."""

    made_at = UtcDateTimeField(
        label=_("When the backup was made (UTC)"), error_messages={"required": _("Say when the backup was made.")}
    )
    how = forms.CharField(
        label=_("How it was verified"),
        help_text=_("Such as “Restored on another host, and manage.py verify_journal found it whole”."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Say how it was verified.")},
    )
