"""The roll: who would be on it, who is, and its open corrections. Nobody sees here who has voted."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballots.participants import list_participants
from base import clock
from base.columns import picture
from base.spreadsheets import harmless
from elections import rights, roll_preview, windows
from elections.affirmation_numbers import numbers
from elections.models import Election, Proposal, RollEntry
from elections.sentences import LEFT_OFF, test_sentence
from elections.voters import address_of_record, members_among, rules_of, tests_for
from members.models import MembershipClass, Person
from nominees.form_pages import refuse
from office import roll_changes
from office.acts import possible_acts
from office.asking import to_the_proposal
from office.forms_people import AddVoterForm, ReasonForm
from office.guard import election_or_404, office_page, staff_person
from office.outcomes import done
from office.search import chosen_person, found, looked_for, people_named
from office.waiting import waiting

A_PAGE = 50


@require_safe
@office_page
def roll(request: HttpRequest, slug: str) -> HttpResponse:
    """Before it is sealed: how many it would have. Afterwards: its size and hash, its rows, and what was corrected."""
    election, now = election_or_404(slug), clock.now()
    context: dict[str, Any] = {
        "election": election,
        "now": now,
        "place": "roll",
        "acts": possible_acts(election, now, ["seal-roll"]),
    }
    context["affirmations"] = _affirmations(election, now) if election.affirmation_required else None
    context["requests"] = election.roll_requests.filter(granted_at=None, refused_at=None).select_related("person")
    if election.roll_sealed_at is None:
        context |= _preview(election, now)
    else:
        on_roll = election.roll.filter(removed_at__isnull=True).values("membership_class")
        sizes = Counter(dict(on_roll.values_list("membership_class", Count("pk"))))
        context |= _rows(request, election) | _corrections(election)
        context |= {
            "correctable": windows.may_correct_roll(election.instants, election.facts, now),
            "replaceable": _replaceable(election, now),
            "sizes": [(MembershipClass(each.value).label, sizes[each.value]) for each in rights.VotingClass],
            "total": sizes.total(),
        }
    context["waiting"] = waiting(
        [election], officer=staff_person(request), now=now, acts=(*roll_changes.ACTS, "seal-roll")
    )
    return render(request, "office/roll.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def roll_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Find a member, see why they are not on the roll, and add them with a reason."""
    election, now = election_or_404(slug), clock.now()
    typed, person = looked_for(request), chosen_person(request)
    context: dict[str, Any] = {"election": election, "now": now, "place": "roll", "typed": typed}
    context["correctable"] = windows.may_correct_roll(election.instants, election.facts, now)
    if person is None:
        members = people_named(typed).filter(memberships__isnull=False)
        return render(request, "office/roll_add.html", context | found(members, typed))
    form = AddVoterForm(request.POST) if request.method == "POST" else AddVoterForm(initial=_initial(election, person))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data | {"membership_class": MembershipClass(form.cleaned_data["membership_class"])}
        try:
            asked = roll_changes.add(election, person, **given, by=staff_person(request), at=now)
            return _answer(request, election, "add-to-roll", asked)
        except ValidationError as error:
            refuse(form, error)
    context |= {"person": person, "form": form, "known": _known(election, person, now)}
    return render(request, "office/roll_add.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def roll_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Stop somebody from casting, with a reason."""
    return _change(request, slug, pk, "remove-from-roll", roll_changes.remove, "office/roll_remove.html")


@require_http_methods(["GET", "POST"])
@office_page
def roll_restore(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put back who was removed by mistake, with a reason."""
    return _change(request, slug, pk, "restore-to-roll", roll_changes.restore, "office/roll_restore.html")


@require_http_methods(["GET", "POST"])
@office_page
def roll_code(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Another voting code for somebody whose own was seen by others, with a reason."""
    return _change(request, slug, pk, "replace-credential", roll_changes.replace_credential, "office/roll_code.html")


def _change(
    request: HttpRequest, slug: str, pk: int, act: str, change: Callable[..., Proposal | None], template: str
) -> HttpResponse:
    """One entry of the roll, and the form that asks for the reason of its change."""
    election, now = election_or_404(slug), clock.now()
    entry = get_object_or_404(election.roll.select_related("election", "removed_by"), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            asked = change(entry, **form.cleaned_data, by=staff_person(request), at=now)
            return _answer(request, election, act, asked)
        except ValidationError as error:
            refuse(form, error)
    context = {"election": election, "now": now, "place": "roll", "entry": entry, "form": form}
    context["correctable"] = windows.may_correct_roll(election.instants, election.facts, now)
    context["replaceable"] = _replaceable(election, now)
    return render(request, template, context)


def _replaceable(election: Election, now: datetime) -> bool:
    return election.strict_credentials and windows.may_replace_credential(election.instants, election.facts, now)


@require_POST
@office_page
def participants(request: HttpRequest, slug: str) -> HttpResponse:
    """Who took part, and on which day [bylaws 14.8]; a journaled act, so it is asked for by a POST."""
    election = election_or_404(slug)
    try:
        listed = list_participants(election, by=staff_person(request), at=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("office:roll", slug)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{election.slug}-participants.csv"'
    writer = csv.writer(answer)
    writer.writerow(["name", "email", "voted on (UTC)"])
    writer.writerows([harmless(each.name), harmless(each.email), each.day.isoformat()] for each in listed)
    return answer


def _preview(election: Election, now: datetime) -> dict[str, Any]:
    """What would be sealed now, beside the rolls before; who would be left off, and why."""
    found, past = roll_preview.preview(election, now), roll_preview.past_rolls(election)
    return {
        "total": found.total,
        "past": past,
        "sizes": [
            (MembershipClass(each.value).label, found.sizes[each], [roll.sizes[each.value] for roll in past])
            for each in rights.VotingClass
        ],
        "totals": [roll.sizes.total() for roll in past],
        "dropped": [
            (MembershipClass(each.voting_class.value).label, each) for each in roll_preview.dropped(found.sizes, past)
        ],
        "left_off": [(LEFT_OFF[code], number) for code, number in found.left_off.most_common() if code in LEFT_OFF],
        "no_address": found.no_address,
        "would_be": found.hash,
    }


def _affirmations(election: Election, now: datetime) -> dict[str, Any]:
    """Day by day, as a picture and as a table."""
    counted = numbers(election, now)
    return {"numbers": counted, "picture": picture([(day.day, day.so_far) for day in counted.days])}


def _rows(request: HttpRequest, election: Election) -> dict[str, Any]:
    """The rows of the roll that were looked for, a page at a time."""
    typed = looked_for(request)
    rows = election.roll.order_by("name", "pk")
    if typed:
        rows = rows.filter(Q(name__icontains=typed) | Q(email__icontains=typed))
    return {"typed": typed, "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page"))}


def _corrections(election: Election) -> dict[str, QuerySet[RollEntry]]:
    rows = election.roll.select_related("added_late_by", "removed_by")
    return {
        "added": rows.filter(added_late_at__isnull=False).order_by("added_late_at"),
        "removed": rows.filter(removed_at__isnull=False).order_by("removed_at"),
    }


def _initial(election: Election, person: Person) -> dict[str, str]:
    """The class in which they would vote by the rules, and the address of record."""
    [(_same, member)] = members_among([person], election)
    membership_class = rights.class_on_roll(member, rules_of(election))
    initial = {"email": address_of_record(person)}
    return initial | ({"membership_class": membership_class.value} if membership_class else {})


def _known(election: Election, person: Person, now: datetime) -> list[tuple[bool, str]]:
    """Every test of their right to vote: whether it passed, and what it found."""
    return [(test.passed, test_sentence(test)) for test in tests_for(election, person, now)]


def _answer(request: HttpRequest, election: Election, act: str, asked: Proposal | None) -> HttpResponse:
    """On to the proposal that another officer has to agree to, or back to the roll as it is now."""
    if asked:
        return to_the_proposal(request, asked)
    messages.success(request, done(act, election))
    return redirect("office:roll", election.slug)
