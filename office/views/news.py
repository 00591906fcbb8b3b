"""The news at the office: write, revise, see what changed, keep pictures, publish at once or later, take back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base import clock, limits, texts
from base.limits import Costly
from base.moments import in_words
from community import publishing
from community.models import Post
from community.rendering import post_html
from members.models import Person
from nominees.form_pages import nothing_lost, refuse
from nominees.word_diff import word_diff
from office.forms_news import PictureForm, PostForm, PublishForm, UnpublishForm
from office.guard import office_page, staff_person
from office.search import looked_for

A_PAGE = 50


def _back(pk: int = 0) -> str:
    return reverse("office:post", args=[pk]) if pk else reverse("office:news")


@require_safe
@office_page
def news(request: HttpRequest) -> HttpResponse:
    """Every post: drafts first, then what is still to come, then what is public."""
    now, words = clock.now(), looked_for(request)
    posts = Post.objects.defer("search", "text", "html").order_by(F("published_at").desc(nulls_first=True), "-pk")
    for word in words.split():
        posts = posts.filter(Q(title__icontains=word) | Q(author__icontains=word))
    page = Paginator(posts, A_PAGE).get_page(request.GET.get("page"))
    rows = [(post, *_status(post, now)) for post in page]
    context = {"section": "office", "place": "news", "now": now, "rows": rows, "page": page, "words": words}
    return render(request, "office/news.html", context)


@require_http_methods(["GET", "POST"])
@nothing_lost(_back)
@office_page
def write(request: HttpRequest) -> HttpResponse:
    """A new post, as a draft."""
    form = _filled(request, {})
    if form.is_bound and form.is_valid():
        try:
            post = publishing.write(form.said(), by=staff_person(request), at=clock.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The draft is kept. Nobody sees it but the office."))
            return redirect("office:post", post.pk)
    return _form_page(request, form, Post())


@require_http_methods(["GET", "POST"])
@nothing_lost(_back)
@office_page
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for a post; the former ones stay in its history."""
    post = get_object_or_404(Post, pk=pk)
    form = _filled(request, PostForm.typed_of(post))
    if form.is_bound and form.is_valid():
        try:
            publishing.revise(
                post, form.said(), by=staff_person(request), at=clock.now(), seen=form.cleaned_data["seen"]
            )
        except ValidationError as error:
            refuse(form, error)
            form.has_seen(publishing.digest(Post.objects.get(pk=pk)))
        else:
            messages.success(request, _("The new words are kept."))
            return redirect("office:post", pk)
    return _form_page(request, form, post)


@require_http_methods(["GET", "POST"])
@office_page
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """A post as it is or would be shown, and everything that can be done about it."""
    found, now = get_object_or_404(Post.objects.select_related("election"), pk=pk), clock.now()
    forms = _forms(request)
    form = next((each for each in forms.values() if each.is_bound), forms["publish"])
    try:
        if form.is_bound and form.is_valid():
            messages.success(request, _do(form, found, by=staff_person(request), at=now))
            return redirect("office:post", pk)
        if request.POST.get("remove", "").isdecimal():
            held = get_object_or_404(found.pictures.select_related("post"), pk=int(request.POST["remove"]))
            publishing.remove_picture(held, by=staff_person(request), at=now)
            messages.success(request, _("The picture is taken out."))
            return redirect("office:post", pk)
    except ValidationError as error:
        refuse(form, error)
    word, kind = _status(found, now)
    context: dict[str, Any] = {"section": "office", "place": "news", "now": now, "post": found, "form": form}
    context |= {"word": word, "kind": kind, "is_public": found.is_public(now)} | forms
    context |= {
        "html": mark_safe(found.html),  # noqa: S308  made by texts.render when it was written
        "pictures": found.pictures.select_related("picture").defer("picture__large", "picture__small"),
        "awards": found.awards.select_related("person").order_by("position", "pk"),
        "revisions": found.revisions.defer("text").select_related("written_by").order_by("-number"),
    }
    return render(request, "office/post.html", context)


@require_safe
@office_page
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version of a post, with what changed since the one before."""
    found = get_object_or_404(Post, pk=pk)
    this = get_object_or_404(found.revisions.select_related("written_by"), number=number)
    before = found.revisions.filter(number__lt=number).order_by("-number").first()
    context = {
        "section": "office",
        "place": "news",
        "post": found,
        "version": this,
        "before": before,
        "title": word_diff(before.title if before else this.title, this.title),
        "lines": word_diff(before.text if before else "", this.text),
    }
    return render(request, "office/version.html", context)


@require_POST
@office_page
def preview(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Markdown as it will be shown, with the pictures of the post, for the script beside the field. Nothing is kept."""
    if not limits.spend(request, Costly.PREVIEW):
        return HttpResponse(status=429)
    held = get_object_or_404(Post, pk=pk) if pk else Post()
    text = request.POST.get("text", "")
    try:
        texts.check(text, limit=texts.RENDER_LIMIT)
    except ValidationError as error:
        return HttpResponse(format_html_join("", "<p>{}</p>", ((said,) for said in error.messages)), status=422)
    return HttpResponse(post_html(held, text))


def _filled(request: HttpRequest, initial: dict[str, Any]) -> PostForm:
    """As it was sent; asked for a preview it is not judged yet."""
    if request.method != "POST":
        return PostForm(initial=initial)
    return PostForm(initial=request.POST.dict()) if "preview" in request.POST else PostForm(request.POST)


def _form_page(request: HttpRequest, form: PostForm, held: Post) -> HttpResponse:
    context: dict[str, Any] = {"section": "office", "place": "news", "form": form, "post": held}
    if "preview" in request.POST:
        text = request.POST.get("text", "")
        try:
            texts.check(text, limit=texts.RENDER_LIMIT)
            context["preview"] = post_html(held, text)
        except ValidationError as error:
            context["preview_problems"] = error.messages
    return render(request, "office/write_post.html", context)


def _forms(request: HttpRequest) -> dict[str, Form]:
    """The forms of a post's page; the one is bound whose button, named like it, was pressed."""
    data = request.POST if request.method == "POST" else QueryDict()
    sent = {name: data if name in data else None for name in ("publish", "unpublish", "picture_form")}
    return {
        "publish": PublishForm(sent["publish"]),
        "unpublish": UnpublishForm(sent["unpublish"]),
        "picture_form": PictureForm(sent["picture_form"], request.FILES if sent["picture_form"] else None),
    }


def _do(form: Form, post: Post, *, by: Person, at: datetime) -> str:
    """The act that a form asks for, and what is then true."""
    if isinstance(form, PublishForm):
        on = form.cleaned_data["on"]
        publishing.publish(post, by=by, at=at, on=on)
        return _("Everybody can read it on %(when)s.") % {"when": in_words(on)} if on else _("Everybody can read it.")
    if isinstance(form, PictureForm):
        held = publishing.keep_picture(post, **form.kept(), by=by, at=at)
        return _("The picture is kept. Write ![](%(name)s) where it belongs.") % {"name": held.name}
    publishing.unpublish(post, by=by, at=at, reason=form.cleaned_data["reason"])
    return _("The post is a draft again.")


def _status(post: Post, now: datetime) -> tuple[str, str]:
    """In a word, with the sign of `parts/status.html`."""
    if post.published_at is None:
        return _("draft"), "none"
    return (_("public"), "done") if post.is_public(now) else (_("to come"), "waiting")
