"""One page for every act on an election, and one for what waits for a second officer."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ballots import tallying
from base import clock
from base.models import Work
from base.moments import in_words
from elections import proposals
from elections.models import Election, Proposal, RollEntry
from members.models import MembershipClass, Person
from nominees.form_pages import refuse
from office.acts import ACTS, TITLES, Act
from office.asking import to_the_proposal
from office.consequences import consequences
from office.doing import agree, do_or_propose
from office.forms import ActForm
from office.guard import election_or_404, office_page, staff_person
from office.outcomes import done
from office.waiting import can_be_done

MOVE_THE_CLOSE = ("extend", "close")
ASKED = Proposal.objects.select_related("election", "proposed_by", "seconded_by", "dropped_by")


@require_http_methods(["GET", "POST"])
@office_page
def act(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """What the act does, and the button that does it, or that asks a second officer."""
    election, now = election_or_404(slug), clock.now()
    if act not in ACTS:
        raise Http404
    chosen = ACTS[act]
    proposed = {"statement": tallying.usual_statement(election)}
    form = ActForm(chosen, request.POST if request.method == "POST" else None, initial=proposed)
    if form.is_bound and form.is_valid():
        try:
            return _done(request, election, chosen, form, now)
        except ValidationError as error:
            refuse(form, error)
    waiting = election.proposals.open(now).filter(act=act).first()
    context = {
        "election": election,
        "now": now,
        "act": chosen,
        "form": form,
        "takes_two": chosen.takes_two(election),
        "possible": chosen.possible(election, now),
        "waiting": waiting,
    }
    if context["possible"] and not waiting:
        context["seen"] = chosen.sees(election, staff_person(request)) if chosen.sees else ""
        context["consequences"] = consequences(chosen, election, now)
    return render(request, "office/act.html", context)


def _done(request: HttpRequest, election: Election, act: Act, form: ActForm, now: datetime) -> HttpResponse:
    """On to what the act has led to: the election, a second officer, or the worker."""
    asked = do_or_propose(
        election,
        act,
        reason=form.cleaned_data.get("reason", ""),
        arguments=form.arguments(),
        by=staff_person(request),
        at=now,
        on=request.path,
        seen=request.POST.get("seen", ""),
    )
    if isinstance(asked, Work):
        return redirect("office:work", asked.uuid)
    if asked:
        return to_the_proposal(request, asked)
    messages.success(request, done(act.name, election))
    return redirect("office:election", election.slug)


@require_http_methods(["GET", "POST"])
@office_page
def proposal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What one officer asks for, and the buttons of another: agree and do it, or drop it."""
    election, now = election_or_404(slug), clock.now()
    asked = get_object_or_404(ASKED.filter(election=election), pk=pk)
    answer, problems = decide(request, asked, now, then=reverse("office:election", args=[slug]))
    if answer:
        return answer
    context = {"election": election, "now": now, "frame": "office/frame.html", "told": _told(asked, election)}
    return render(request, "office/proposal.html", context | about(asked, request, now) | {"problems": problems})


def decide(request: HttpRequest, asked: Proposal, now: datetime, *, then: str) -> tuple[HttpResponse | None, list[str]]:
    """Where the reader goes who answered what was asked for just now, and what was wrong with it."""
    if request.method != "POST":
        return None, []
    officer = staff_person(request)
    try:
        if "agree" in request.POST:
            if work := agree(asked, by=officer, at=now, on=request.path):
                return redirect("office:work", work.uuid), []
            messages.success(request, done(asked.act, asked.election))
        elif "drop" in request.POST:
            proposals.drop(asked, by=officer, at=now)
            messages.success(request, _("It is dropped: nothing happens."))
        else:
            return None, [_("Agree or drop.")]
    except ValidationError as error:
        return None, error.messages
    return redirect(then), []


def about(asked: Proposal, request: HttpRequest, now: datetime) -> dict[str, Any]:
    """What the page says of any proposal."""
    return {
        "proposal": asked,
        "title": TITLES[asked.act],
        "act": ACTS.get(asked.act),
        "own": asked.proposed_by == staff_person(request),
        "expired": asked.has_expired(now),
        "can_be_done": can_be_done(asked.act, asked.election, now),
        "consequences": _consequences(asked, now),
    }


def _consequences(asked: Proposal, now: datetime) -> list[str]:
    """Of what can still be done."""
    if asked.act not in ACTS or asked.election is None or asked.seconded_at or asked.dropped_at:
        return []
    return consequences(ACTS[asked.act], asked.election, now)


def _told(asked: Proposal, election: Election) -> list[str]:
    """The arguments of an act as its reader needs them, and what stands now where an instant moves."""
    told, given = [], asked.arguments
    closes = {"now": in_words(election.voting_closes)}
    if "until" in given:
        closes["until"] = in_words(datetime.fromisoformat(given["until"]))
        told.append(_("Voting then closes on %(until)s.") % closes)
    if asked.act in MOVE_THE_CLOSE and not asked.seconded_at:
        told.append(_("As things stand, it closes on %(now)s.") % closes)
    if "due" in given:
        due = in_words(datetime.fromisoformat(given["due"]))
        told.append(_("The result becomes public on %(due)s.") % {"due": due})
    told += [given[name] for name in ("statement", "text") if name in given]
    if given.get("ground") == "quorum":
        told.append(_("Because the quorum was not reached."))
    if "person" in given:
        person = Person.objects.filter(pk=given["person"]).first()
        words = {"name": person or "?", "email": given["email"]}
        words["membership_class"] = MembershipClass(given["membership_class"]).label
        told.append(_("%(name)s, %(email)s, %(membership_class)s.") % words)
    if "nominee" in given:
        told += [each.name for each in election.nominees.filter(pk=given["nominee"])]
    if "entry" in given:
        entry = RollEntry.objects.filter(pk=given["entry"]).first()
        told.append(f"{entry.name}, {entry.email}." if entry else "?")
    if asked.act == "replace-credential":
        told.append(_("The code that they had counts no more, whoever has it; they are mailed one of the reserve."))
    return told
