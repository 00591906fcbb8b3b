"""What an officer looks for in a list, and whom among people."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from members.addresses import normalised
from members.models import Person

FOUND = 50
LONGEST_KEY = 18


def looked_for(request: HttpRequest, name: str = "q") -> str:
    """The words of the query, without what no text holds (a NUL would be refused by the database)."""
    return "".join(filter(str.isprintable, request.GET.get(name, ""))).strip()[:100]


def people_named(typed: str) -> QuerySet[Person]:
    """In whose name, number, account or one of whose addresses this is. Who was merged is found in who they are."""
    address = normalised(typed)
    named = Q(name__icontains=typed) | Q(numbers__number=typed)
    named |= Q(addresses__normalised__contains=address) | Q(user__email__icontains=address)
    found = Person.objects.filter(named, merged_into=None).distinct()
    return found.prefetch_related("addresses", "memberships").order_by("name", "pk")


def found(people: QuerySet[Person], typed: str) -> dict[str, Any]:
    """For a page: the first of them, and whether there are more; nobody, where nothing was typed."""
    first = list(people[: FOUND + 1]) if typed else []
    return {"typed": typed, "people": first[:FOUND], "more": first[FOUND:]}


def chosen_person(request: HttpRequest, name: str = "person", among: QuerySet[Person] | None = None) -> Person | None:
    """Whom the address names; None where it names nobody, and Http404 for who is not among these people."""
    chosen = request.GET.get(name, "")
    return person_or_404(chosen, among) if chosen else None


def person_or_404(key: str, among: QuerySet[Person] | None = None) -> Person:
    """Of those who were merged into nobody."""
    people = Person.objects.all() if among is None else among
    pk = int(key) if key.isdecimal() and len(key) <= LONGEST_KEY else 0
    return get_object_or_404(people, pk=pk, merged_into=None)
