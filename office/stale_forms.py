"""Forms of what another officer may change meanwhile: nothing typed is lost, and nothing of theirs is written over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from base import stale
from base.moments import in_words
from nominees.form_pages import refuse

SHORT = 80


class FilledForm(forms.Form):
    """A form that was filled from what is stored. Its act takes `seen`, and refuses what has changed since."""

    seen = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    def fill(self, present: Mapping[str, object]) -> None:
        """`present` by the names of the fields, whatever the form proposes instead."""
        self.initial["seen"] = stale.seen({name: value for name, value in present.items() if name in self.fields})

    def refuse(self, error: ValidationError) -> None:
        """At its fields. Of what was changed meanwhile a sentence tells; sent again, what is typed here holds."""
        if isinstance(error, stale.StaleError):
            self._bring_up_to_date(error.changed)
            error = ValidationError(self._told(error.changed), code=error.code)
        refuse(self, error)

    def _bring_up_to_date(self, changed: Mapping[str, object]) -> None:
        """A field in which nothing else was typed than what stood there shows what stands there now."""
        said, data = self.cleaned_data["seen"], QueryDict(mutable=True)
        data.update(self.data)
        for name, value in changed.items():
            if stale.is_as_seen(said, name, self.cleaned_data.get(name)):
                _put(data, self.add_prefix(name), self.fields[name].prepare_value(value))
        known = dict(each.split(":", 1) for each in f"{said} {stale.seen(changed)}".split())
        data[self.add_prefix("seen")] = " ".join(f"{name}:{digest}" for name, digest in known.items())
        self.data = data

    def _told(self, changed: Mapping[str, object]) -> str:
        told = get_text_list([self._in_short(name, value) for name, value in changed.items()], _("and"))
        sentence = _(
            "Somebody else changed this while your page was open: %(what)s. Nothing of yours is saved yet. What you "
            "typed is still here: look at it, and send it again."
        )
        return sentence % {"what": told}

    def _in_short(self, name: str, value: object) -> str:
        """What a field is called, and what stands in it now where that is short."""
        label, now = self.fields[name].label, _shown(self.fields[name], value)
        if len(now) > SHORT or "\n" in now:
            return f"“{label}”"
        return _("“%(label)s” is now: %(value)s") % {"label": label, "value": now}


def _put(data: QueryDict, name: str, value: Any) -> None:
    """As a browser would send it."""
    if isinstance(value, list):
        data.setlist(name, value)
    elif value is False:
        data.pop(name, None)
    else:
        data[name] = "" if value is None else value


def _shown(field: forms.Field, value: Any) -> str:
    """In words."""
    labels = {str(choice): str(label) for choice, label in getattr(field, "choices", ())}
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return in_words(value)
    if isinstance(value, list):
        return ", ".join(labels.get(str(each), str(each)) for each in value)
    return labels.get(str(value), str(value)) if value not in {None, ""} else _("empty")
