"""What goes back to who sent it: everything but the token, unharmed and harmless."""

from django.http import HttpRequest, HttpResponse, QueryDict

from base.kept import again_of, fields, hidden, shown_again_by


def test_everything_goes_back_but_the_token() -> None:
    data = QueryDict("a=1&a=2&csrfmiddlewaretoken=secret&text=x%0D%0Ay")
    assert fields(data) == [("a", "1"), ("a", "2"), ("text", "x\r\ny")]


def test_in_hidden_fields_it_ends_no_attribute() -> None:
    assert hidden([('"x', "<b>'&\"")]) == (
        '<input type="hidden" name="&quot;x" value="&lt;b&gt;&#x27;&amp;&quot;">'
    )  # fmt: skip


def test_a_view_says_how_it_is_shown_again_or_is_not() -> None:
    def again(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert again_of(view) is None
    assert again_of(shown_again_by(again)(view)) is again
