"""Addresses of nominations and of candidates."""

from django.urls import path
from django.views.generic import RedirectView

from nominees import (
    candidacy_views,
    data,
    draft_views,
    history_views,
    nominating_views,
    old_addresses,
    question_views,
    reading_views,
    views,
)
from nominees.feeds import candidates_feed

app_name = "nominees"

ELECTION = "elections/<slug:slug>"
OF_ORIGIN = "nominations/elections/<slug:slug>"
CANDIDATE = f"{ELECTION}/candidates/<slug:nominee_slug>"
QUESTION = f"{ELECTION}/questions/<int:pk>"
ENDORSEMENT = f"{CANDIDATE}/endorsements/<int:pk>"
ELECTIONS_OF_ORIGIN = RedirectView.as_view(pattern_name="elections:list", permanent=True)

urlpatterns = [
    path(f"{ELECTION}/candidates/", views.candidates, name="candidates"),
    path(f"{ELECTION}/candidates.json", data.candidates, name="candidates_json"),
    path(f"{ELECTION}/candidates.atom", candidates_feed, name="candidates_feed"),
    path(f"{ELECTION}/candidates.epub", reading_views.epub, name="epub"),
    path(f"{ELECTION}/candidates/compare/", reading_views.compare, name="compare"),
    path(f"{ELECTION}/candidates/guide/", reading_views.guide, name="guide"),
    path(f"{CANDIDATE}.json", data.candidate, name="candidate_json"),
    path(f"{CANDIDATE}/", views.candidate, name="candidate"),
    path("preview/", views.preview, name="preview"),
    path("drafts/save/", draft_views.save_draft, name="save_draft"),
    path("drafts/drop/", draft_views.drop_draft, name="drop_draft"),
    path(f"{ELECTION}/nominate/", nominating_views.nominate, name="nominate"),
    path(f"{ELECTION}/nominate/known/", nominating_views.known, name="known"),
    path(f"{ELECTION}/nominate/yourself/", nominating_views.stand, name="stand"),
    path(f"{CANDIDATE}/endorse/", nominating_views.endorse, name="endorse"),
    path("nominations/elections/", ELECTIONS_OF_ORIGIN, name="elections_of_origin"),  # ahead of the tokens
    path("nominations/<str:token>/", nominating_views.answer, name="answer"),
    path(f"{ELECTION}/nomination/", nominating_views.answer_mine, name="answer_mine"),
    path(f"{CANDIDATE}/edit/", candidacy_views.edit_profile, name="edit_profile"),
    path(f"{CANDIDATE}/withdraw/", candidacy_views.withdraw, name="withdraw"),
    path(f"{CANDIDATE}/history/", history_views.history, name="history"),
    path(f"{ENDORSEMENT}/history/", history_views.endorsement_history, name="endorsement_history"),
    path(f"{ENDORSEMENT}/correct/", candidacy_views.correct, name="correct"),
    path(f"{ENDORSEMENT}/hide/", candidacy_views.hide, name="hide"),
    path(f"{ENDORSEMENT}/show/", candidacy_views.show, name="show"),
    path(f"{ELECTION}/questions.json", data.questions, name="questions_json"),
    path(f"{ELECTION}/questions/", question_views.questions, name="questions"),
    path(f"{ELECTION}/questions/ask/", question_views.ask, name="ask"),
    path(f"{QUESTION}/", question_views.question, name="question"),
    path(f"{QUESTION}/answer/", question_views.answer_question, name="answer_question"),
    path(f"{QUESTION}/answers/<slug:nominee_slug>/", history_views.answer_history, name="answer_history"),
    path(f"{OF_ORIGIN}/", old_addresses.election_of_origin, name="election_of_origin"),
    path(f"{OF_ORIGIN}/nominees/<slug:nominee_slug>/", old_addresses.candidate_of_origin, name="candidate_of_origin"),
]
