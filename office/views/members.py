"""The member list: a file is read by a mapping, compared, taken over once an officer agrees; the last is undone."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from base import clock
from elections.models import Election
from elections.rights import VotingClass
from members import importing, reporting, undoing
from members.csv_table import NoTableError
from members.first_look import first_look, understood, words_of
from members.import_words import (
    changes,
    drop_sentence,
    lost_sentence,
    same_name_sentence,
    sentence,
    sentences,
    totals,
)
from members.mapping import Column, ReadAs, folded
from members.member_list import BadMemberListError, Item, LeftOut, Problem, Row, Wrong
from members.models import MemberImport, MembershipClass, Outcome, SavedMapping
from members.planning import members_by_class
from nominees.form_pages import refuse
from office import long_lists
from office.forms_members import ColumnsForm, MemberListForm, UndoForm, initial_of
from office.guard import office_page, staff_person

SHOWN = 100
PREVIEWED = 8
A_PAGE = 20


@require_http_methods(["GET", "POST"])
@office_page
def members(request: HttpRequest) -> HttpResponse:
    """Who is a member, in numbers; the lists that made it so; and a file to choose."""
    now = clock.now()
    is_sent = request.method == "POST"
    form = MemberListForm(request.POST, request.FILES) if is_sent else MemberListForm(initial={"as_of": now.date()})
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        try:
            return _chosen(request, form)
        except BadMemberListError as error:
            problems = [_("Nothing was changed. Mend the list and choose it again."), *sentences(error, SHOWN)]
    lists = MemberImport.objects.defer("content").select_related("chosen_by", "undone_by")
    page = Paginator(lists.filter(written_at__isnull=False), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "office",
        "form": form,
        "now": now,
        "problems": problems,
        "classes": [(MembershipClass(name).label, number) for name, number in members_by_class(now.date()).items()],
        "page": page,
        "imports": [(each, totals(each)) for each in page],
        "waiting": lists.filter(written_at=None),
        "last": importing.last_taken_over(),
        "mappings": SavedMapping.objects.all(),
    }
    return render(request, "office/members.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is what, with the first rows as they would be understood; then the whole list is compared."""
    of = get_object_or_404(MemberImport, pk=pk, written_at=None)
    if of.content is None:
        return redirect("office:member_import", of.pk)
    content, now = bytes(of.content), clock.now()
    looked = first_look(content)
    guessed = looked.guessed
    if chosen := request.POST.get("column_class"):
        guessed = replace(guessed, columns={**guessed.columns, Column.CLASS: chosen})
    words = words_of(content, guessed)
    guessed = replace(guessed, classes={folded(word): meaning for word, meaning in words.items() if meaning})
    initial = initial_of(guessed, words, of.as_of)
    form = ColumnsForm(request.POST or None, header=looked.header, words=list(words), initial=initial)
    problems: list[str] = []
    if form.is_bound and form.is_valid() and "preview" not in request.POST:
        try:
            return _compared(request, of, form, content)
        except BadMemberListError as error:
            problems = [_("Nothing was changed. Choose otherwise, or mend the list."), *sentences(error, SHOWN)]
    read_as = form.read_as() if form.is_bound else guessed
    items = understood(content, read_as, classes=MembershipClass.values, now=now, most=PREVIEWED)
    context = {"section": "office", "of": of, "form": form, "problems": problems, "rows": looked.rows}
    return render(request, "office/columns.html", context | {"preview": [_previewed(item) for item in items]})


@require_http_methods(["GET", "POST"])
@office_page
def member_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What a list would change, or has changed; agree, compare anew, or forget it."""
    of = get_object_or_404(MemberImport.objects.select_related("chosen_by", "undone_by"), pk=pk)
    if of.compared_at is None:
        return redirect("office:columns", of.pk)
    problems: list[str] = []
    if request.method == "POST":
        try:
            return _decided(request, of)
        except ValidationError as error:
            problems = error.messages
        except BadMemberListError as error:
            problems = sentences(error, SHOWN)
    context = {"section": "office", "of": of, "now": clock.now(), "problems": problems}
    return render(request, "office/member_import.html", context | _report(of) | _lines(request, of))


@require_http_methods(["GET", "POST"])
@office_page
def undo_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything as it was before the last import, for a reason; or what would be lost."""
    of = get_object_or_404(MemberImport, pk=pk, written_at__isnull=False)
    form, problems, now = UndoForm(request.POST if request.method == "POST" else None), [], clock.now()
    if form.is_bound and form.is_valid():
        try:
            asked = long_lists.undo(of, by=staff_person(request), on=request.path, reason=form.cleaned_data["reason"])
        except undoing.WouldLoseError as error:
            problems = [*error.messages, *map(lost_sentence, error.lost)]
        except ValidationError as error:
            refuse(form, error)
        else:
            if asked:
                return redirect("office:work", asked.uuid)
            messages.success(request, _("The import is undone. Everything is as it was before."))
            return redirect("office:members")
    try:
        undoing.require_undoable(of, now)
        refusal = ""
    except ValidationError as error:
        refusal = error.messages[0]
    context = {"section": "office", "of": of, "form": form, "problems": problems, "refusal": refusal}
    return render(request, "office/undo_import.html", context | {"totals": totals(of), "now": now})


@require_POST
@office_page
def forget_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """A saved mapping that nobody needs any more."""
    mapping = get_object_or_404(SavedMapping, pk=pk)
    mapping.delete()
    messages.success(request, _("“%(name)s” is forgotten.") % {"name": mapping.name})
    return redirect("office:members")


def _chosen(request: HttpRequest, form: MemberListForm) -> HttpResponse:
    """On to the columns; or with a saved mapping to the report. Raises BadMemberListError for what is no list."""
    file, mapping, now = form.cleaned_data["file"], form.cleaned_data.get("mapping"), clock.now()
    content: bytes = file.read()
    try:
        first_look(content)
    except NoTableError as error:
        raise BadMemberListError([Problem(error.row, Wrong(error.flaw.value), error.value)]) from error
    with transaction.atomic():
        of = MemberImport.objects.create(
            source=file.name[:200],
            content=content,
            as_of=form.cleaned_data["as_of"],
            complete=form.cleaned_data["complete"],
            chosen_at=now,
            chosen_by=staff_person(request),
        )
        if mapping is None:
            return redirect("office:columns", of.pk)
        return _to_the_report(request, of, content, ReadAs.from_data(mapping.read_as))


@transaction.atomic
def _compared(request: HttpRequest, of: MemberImport, form: ColumnsForm, content: bytes) -> HttpResponse:
    read_as, name = form.read_as(), form.cleaned_data["save_as"]
    answer = _to_the_report(request, of, content, read_as)
    if name:
        kept = {"read_as": read_as.as_data(), "saved_at": clock.now(), "saved_by": staff_person(request)}
        SavedMapping.objects.update_or_create(name=name, defaults=kept)
    return answer


def _to_the_report(request: HttpRequest, of: MemberImport, content: bytes, read_as: ReadAs) -> HttpResponse:
    """What is wrong with a large list is told where its columns can be chosen otherwise."""
    columns = reverse("office:columns", args=[of.pk])
    asked = long_lists.compare(of, content, read_as=read_as, by=staff_person(request), on=columns)
    return redirect("office:work", asked.uuid) if asked else redirect("office:member_import", of.pk)


def _decided(request: HttpRequest, of: MemberImport) -> HttpResponse:
    by = staff_person(request)
    if "forget" in request.POST:
        importing.forget(of)
        messages.success(request, _("The list is forgotten. Nothing has changed."))
        return redirect("office:members")
    if "again" in request.POST:
        asked = long_lists.compare_again(of, by=by, on=request.path)
        if asked:
            return redirect("office:work", asked.uuid)
        messages.info(request, _("The list is compared anew, with the members as they are now."))
    elif "take" in request.POST:
        asked = long_lists.take_over(of, by=by, on=request.path)
        if asked:
            return redirect("office:work", asked.uuid)
        messages.success(request, _("The list is taken over: %(totals)s.") % {"totals": totals(of)})
    else:
        raise ValidationError(_("Take the list over, compare it again, or forget it."), code="undecided")
    return redirect("office:member_import", of.pk)


def _report(of: MemberImport) -> dict[str, Any]:
    """Everything but the lines. A roll is smaller than a list; a class that is gone shows even so."""
    roll = Election.objects.filter(roll_sealed_at__isnull=False).order_by("-roll_sealed_at").first()
    on_roll = dict(roll.roll.values_list("membership_class").order_by().annotate(Count("pk"))) if roll else {}
    voting = {each.value for each in VotingClass}
    classes = [
        {
            "label": MembershipClass(each.membership_class).label,
            "numbers": each,
            "on_roll": on_roll.get(each.membership_class, 0) if each.membership_class in voting else None,
        }
        for each in reporting.by_class(of)
    ]
    pairs = reporting.same_names(of)
    return {
        "classes": classes,
        "roll": roll,
        "drops": [drop_sentence(drop) for drop in reporting.dropped(of)],
        "totals": totals(of),
        "same_names": [(same_name_sentence(pair), pair.other_person) for pair in pairs],
        "most_pairs": len(pairs) == reporting.MOST_PAIRS,
        "nothing": of.written_at is None and importing.changes_nothing(of),
        "left_out": sorted(of.numbers["left out"].items()),
        "waiting_addresses": of.numbers["addresses that wait"],
        "undoable": of == importing.last_taken_over(),
    }


def _lines(request: HttpRequest, of: MemberImport) -> dict[str, Any]:
    """The rows of one outcome, a page at a time; those that change something come first."""
    counted = of.numbers["outcomes"]
    kinds = [each for each in Outcome if each is not Outcome.UNCHANGED and counted[each]]
    asked = request.GET.get("show", "")
    shown = Outcome(asked) if asked in kinds else kinds[0] if kinds else Outcome.NEW_PERSON
    lines = of.lines.filter(outcome=shown)
    page = Paginator(lines.order_by("row", "name", "pk"), SHOWN).get_page(request.GET.get("page"))
    return {
        "kinds": [{"kind": each, "number": counted[each], "current": each == shown} for each in kinds],
        "page": page,
        "lines": [(line, changes(line)) for line in page],
        "lapsed": shown is Outcome.LAPSED,
    }


def _previewed(item: Item) -> dict[str, Any]:
    match item:
        case Row():
            return {"row": item, "class": MembershipClass(item.membership_class).label}
        case LeftOut():
            return {"left_out": item}
        case _:
            return {"problem": sentence(item)}
