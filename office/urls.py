"""Addresses of the election office."""

from django.urls import path

from office.views import (
    acts,
    ballot,
    candidates,
    community,
    count,
    journal,
    mail,
    members,
    news,
    overview,
    roll,
    timetable,
    words,
)

app_name = "office"

urlpatterns = [
    path("", overview.home, name="home"),
    path("make/", overview.make, name="make"),
    path("members/", members.members, name="members"),
    path("news/", news.news, name="news"),
    path("news/write/", news.write, name="write_post"),
    path("news/preview/", news.preview, name="news_preview"),
    path("news/<int:pk>/", news.post, name="post"),
    path("news/<int:pk>/revise/", news.revise, name="revise_post"),
    path("news/<int:pk>/preview/", news.preview, name="post_preview"),
    path("news/<int:pk>/versions/<int:number>/", news.version, name="version"),
    path("awards/", community.awards, name="awards"),
    path("awards/<int:pk>/", community.award, name="award"),
    path("stories/", community.stories, name="stories"),
    path("board/", community.board, name="board"),
    path("<slug:slug>/", overview.election, name="election"),
    path("<slug:slug>/timetable/", timetable.timetable, name="timetable"),
    path("<slug:slug>/act/<slug:act>/", acts.act, name="act"),
    path("<slug:slug>/proposal/<int:pk>/", acts.proposal, name="proposal"),
    path("<slug:slug>/ballot/", ballot.contests, name="contests"),
    path("<slug:slug>/rules/", ballot.rules, name="rules"),
    path("<slug:slug>/describe/", ballot.describe, name="describe"),
    path("<slug:slug>/candidates/", candidates.candidates, name="candidates"),
    path("<slug:slug>/candidates/<int:pk>/", candidates.nominee, name="nominee"),
    path("<slug:slug>/words/", words.queue, name="queue"),
    path("<slug:slug>/words/<slug:kind>/<int:pk>/", words.revision, name="revision"),
    path("<slug:slug>/roll/", roll.roll, name="roll"),
    path("<slug:slug>/roll/add/", roll.roll_add, name="roll_add"),
    path("<slug:slug>/roll/participants/", roll.participants, name="participants"),
    path("<slug:slug>/roll/<int:pk>/remove/", roll.roll_remove, name="roll_remove"),
    path("<slug:slug>/roll/<int:pk>/restore/", roll.roll_restore, name="roll_restore"),
    path("<slug:slug>/pre-flight/", count.preflight, name="preflight"),
    path("<slug:slug>/count/", count.count, name="count"),
    path("<slug:slug>/mail/", mail.mail, name="mail"),
    path("<slug:slug>/mail/<int:pk>/repeat/", mail.mail_repeat, name="mail_repeat"),
    path("<slug:slug>/journal/", journal.journal, name="journal"),
]
