"""Addresses of elections and of the right to vote in them."""

from django.urls import path

from elections import data, feeds, right_views, views

app_name = "elections"

urlpatterns = [
    path("elections/", views.election_list, name="list"),
    path("elections.json", data.elections, name="list_json"),
    path("elections/<slug:slug>.json", data.election, name="election_json"),
    path("elections/<slug:slug>/can-i-vote/", views.can_i_vote, name="can_i_vote"),
    path("elections/<slug:slug>/can-i-vote/affirm/", views.affirm, name="affirm"),
    path("elections/<slug:slug>/can-i-vote/take-part/", right_views.opt_in, name="opt_in"),
    path("elections/<slug:slug>/can-i-vote/report/", right_views.report, name="report"),
    path("elections/<slug:slug>/voters/", right_views.voter_list, name="voter_list"),
    path("elections/<slug:slug>/voters.csv", right_views.voter_list_csv, name="voter_list_csv"),
    path("elections/<slug:slug>/timetable.ics", views.timetable_ics, name="timetable_ics"),
    path("elections/<slug:slug>/journal/", views.journal, name="journal"),
    path("elections/<slug:slug>/journal.json", data.journal, name="journal_json"),
    path("elections/<slug:slug>/journal.atom", feeds.journal_feed, name="journal_feed"),
    path("elections/<slug:slug>/journal.csv", data.journal_csv, name="journal_csv"),
    path("elections/<slug:slug>/journal-chain.txt", data.journal_chain, name="journal_chain"),
]
