"""Addresses of voting, the ballot box, the result and the record. Nothing in a path tells a vote."""

from django.urls import path, register_converter

from ballots import (
    authority_views,
    observer_views,
    practice_views,
    public_views,
    record_views,
    result_views,
    testing_views,
    trustee_data,
    trustee_views,
    turnout_views,
    views,
)
from ballots.trackers import TrackerConverter

register_converter(TrackerConverter, "tracker")

app_name = "ballots"

urlpatterns = [
    path("elections/<slug:slug>/ballot/", views.ballot, name="ballot"),
    path("elections/<slug:slug>/ballot/review/", views.review, name="review"),
    path("elections/<slug:slug>/ballot/cast/", views.cast, name="cast"),
    path("elections/<slug:slug>/ballot/own-program/", views.own_program, name="own_program"),
    path("elections/<slug:slug>/ballot/test/", views.test, name="test"),
    path("elections/<slug:slug>/ballot/give-up/", testing_views.give_up, name="give_up"),
    path("elections/<slug:slug>/ballot/election.json", testing_views.election_file, name="election_file"),
    path("elections/<slug:slug>/tested/", testing_views.tested, name="tested"),
    path("elections/<slug:slug>/receipt/<tracker:tracker>/", views.receipt, name="receipt"),
    path("elections/<slug:slug>/receipt/<tracker:tracker>/receipt.txt", views.receipt_file, name="receipt_file"),
    path("elections/<slug:slug>/ballot-box/", public_views.ballot_box, name="ballot_box"),
    path("elections/<slug:slug>/ballot-box.json", record_views.ballot_box_json, name="ballot_box_json"),
    path("elections/<slug:slug>/result/", result_views.result, name="result"),
    path("elections/<slug:slug>/result.csv", result_views.result_csv, name="result_csv"),
    path("elections/<slug:slug>/result-steps.csv", result_views.result_steps_csv, name="result_steps_csv"),
    path("elections/<slug:slug>/result.json", result_views.result_json, name="result_json"),
    path("elections/<slug:slug>/result.png", result_views.picture, name="result_picture"),
    path("practice/", practice_views.ballot, name="practice"),
    path("practice/review/", practice_views.review, name="practice_review"),
    path("practice/cast/", practice_views.cast, name="practice_cast"),
    path("practice/tested/", practice_views.tested, name="practice_tested"),
    path("practice/election.json", practice_views.election_file, name="practice_election_file"),
    path("turnout/", turnout_views.turnout, name="turnout"),
    path("turnout.json", turnout_views.turnout_json, name="turnout_json"),
    path("turnout.csv", turnout_views.turnout_csv, name="turnout_csv"),
    path("elections/<slug:slug>/record.bel", record_views.record_of, name="record"),
    path("elections/<slug:slug>/record-heads.json", record_views.record_heads_json, name="record_heads_json"),
    path("elections/<slug:slug>/verify/", public_views.verify, name="verify"),
    path("elections/<slug:slug>/observe/", observer_views.observe, name="observe"),
    path("elections/<slug:slug>/observe/confirm/", observer_views.observe_confirm, name="observe_confirm"),
    path("verify/", public_views.how_to_verify, name="how_to_verify"),
    path("elections/<slug:slug>/shares.json", trustee_views.shares_file, name="shares"),
    path("elections/<slug:slug>/trustees.json", trustee_data.trustees, name="trustees_json"),
    path("elections/<slug:slug>/trustees/", trustee_views.trustees, name="trustees"),
    path("elections/<slug:slug>/trustee/", trustee_views.trustee, name="trustee"),
    path("elections/<slug:slug>/trustee/<str:name>", trustee_views.trustee_file, name="trustee_file"),
    path("trustee/<str:token>/", trustee_views.trustee_link, name="trustee_link"),
    path("elections/<slug:slug>/voting-codes/", authority_views.authority, name="authority"),
    path("elections/<slug:slug>/voting-codes/voters.json", authority_views.voters, name="authority_voters"),
    path("elections/<slug:slug>/voting-codes/identities.txt", authority_views.identities, name="authority_identities"),
    path("voting-codes/<str:token>/", authority_views.authority_link, name="authority_link"),
]
