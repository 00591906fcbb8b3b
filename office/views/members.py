"""The member list: read from a file, shown as what it would change, and taken over once an officer agrees."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from base import clock
from members.import_words import OUTCOMES, sentence
from members.importing import Line, Outcome, Report, import_members, preview_import
from members.member_list import BadMemberListError, read
from members.models import MembershipClass, Person
from office.forms_people import MemberListForm
from office.guard import officer_of, officer_required

SALT = "office.members"
AN_HOUR = 3600
SHOWN = 200
ROOM_FOR_THE_REST = 100_000  # of the form, besides the list


@dataclass(frozen=True)
class SentList:
    """A list between its report and its confirmation. It stays with the officer: we keep nothing of it."""

    text: str
    source: str
    as_of: date
    end_missing: bool

    def sealed(self, by: Person) -> str:
        """As a field of the form that confirms; refused where a form cannot carry it."""
        facts = [self.text, self.source, self.as_of.isoformat(), self.end_missing, by.pk]
        token = signing.dumps(facts, salt=SALT, compress=True)
        if len(token) + ROOM_FOR_THE_REST > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            refusal = _("The list is too long for a page. Take it over on the server, with the command import_members.")
            raise ValidationError(refusal, code="long")
        return token

    @classmethod
    def opened(cls, token: str, by: Person) -> "SentList":
        """What `sealed` made, for the same officer and within the hour."""
        try:
            text, source, as_of, end_missing, officer = signing.loads(token, salt=SALT, max_age=AN_HOUR)
        except signing.BadSignature as error:
            raise ValidationError(_("The list has changed, or the report is old. Choose the file again.")) from error
        if officer != by.pk:
            raise ValidationError(_("Another officer asked for this report. Choose the file yourself."))
        return cls(text, source, date.fromisoformat(as_of), end_missing)


@require_http_methods(["GET", "POST"])
@officer_required
def members(request: HttpRequest) -> HttpResponse:
    """Choose a file; read what it would change; agree."""
    officer, now = officer_of(request), clock.now()
    confirming = "list" in request.POST
    chosen = request.method == "POST" and not confirming
    form = MemberListForm(request.POST, request.FILES) if chosen else MemberListForm(initial={"as_of": now.date()})
    context: dict[str, Any] = {"section": "office", "form": form, "now": now, "problems": []}
    try:
        if confirming:
            report = _taken_over(SentList.opened(request.POST["list"], officer), officer)
            messages.success(request, _done(report))
            return redirect("office:members")
        if chosen and form.is_valid():
            context |= _reported(form, officer)
    except BadMemberListError as error:
        context["problems"] = [_("Nothing was changed. Mend the list and choose it again."), *_first(error)]
    except ValidationError as error:
        context["problems"] = error.messages
    return render(request, "office/members.html", context)


def _reported(form: MemberListForm, by: Person) -> dict[str, Any]:
    """What the list would change, for the page, and the field with which it is confirmed."""
    content: bytes = form.cleaned_data["file"].read()
    rows = read(content, classes=MembershipClass.values, now=clock.now())
    as_of, end_missing = form.cleaned_data["as_of"], form.cleaned_data["end_missing"]
    sent = SentList(content.decode(), form.cleaned_data["file"].name[:100], as_of, end_missing)
    report = preview_import(rows, as_of=sent.as_of, end_missing=sent.end_missing)
    changing = [line for line in report.lines if line.outcome is not Outcome.UNCHANGED or line.affirmation]
    return {
        "sent": sent,
        "sealed": "" if report.changes_nothing else sent.sealed(by),
        "report": report,
        "counts": [(MembershipClass(count.membership_class).label, count) for count in report.counts],
        "outcomes": [(OUTCOMES[outcome], report.number(outcome)) for outcome in Outcome],
        "lines": [_shown(line) for line in changing[:SHOWN]],
        "more_lines": len(changing) - SHOWN,
        "missing": report.missing[:SHOWN],
        "more_missing": len(report.missing) - SHOWN,
    }


def _taken_over(sent: SentList, by: Person) -> Report:
    now = clock.now()
    rows = read(sent.text.encode(), classes=MembershipClass.values, now=now)
    return import_members(rows, by=by, at=now, source=sent.source, as_of=sent.as_of, end_missing=sent.end_missing)


def _shown(line: Line) -> dict[str, Any]:
    changes = [f"{what} {before} → {after}" for what, before, after in line.changes]
    if line.affirmation:
        changes.append(_("affirmed"))
    membership_class = MembershipClass(line.row.membership_class).label
    return {"row": line.row, "class": membership_class, "outcome": OUTCOMES[line.outcome], "changes": changes}


def _first(error: BadMemberListError) -> list[str]:
    """The first of the problems, in sentences, and how many there are besides."""
    told = [sentence(problem) for problem in error.problems[:SHOWN]]
    more = len(error.problems) - SHOWN
    return [*told, _("And %(number)s more.") % {"number": more}] if more > 0 else told


def _done(report: Report) -> str:
    numbers = ", ".join(f"{report.number(outcome)} {OUTCOMES[outcome]}" for outcome in Outcome)
    return _("The list is taken over: %(numbers)s.") % {"numbers": numbers}
