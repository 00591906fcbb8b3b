"""What an officer looks for in a list."""

from django.http import HttpRequest


def looked_for(request: HttpRequest, name: str = "q") -> str:
    """The words of the query, without what no text holds (a NUL would be refused by the database)."""
    return "".join(filter(str.isprintable, request.GET.get(name, ""))).strip()[:100]
