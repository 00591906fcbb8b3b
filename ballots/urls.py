"""Addresses of voting, the ballot box, the result and the record. Nothing in a path tells a vote."""

from django.urls import path, register_converter

from ballots import public_views, views
from ballots.trackers import TrackerConverter

register_converter(TrackerConverter, "tracker")

app_name = "ballots"

urlpatterns = [
    path("elections/<slug:slug>/ballot/", views.ballot, name="ballot"),
    path("elections/<slug:slug>/ballot/review/", views.review, name="review"),
    path("elections/<slug:slug>/ballot/cast/", views.cast, name="cast"),
    path("elections/<slug:slug>/receipt/<tracker:tracker>/", views.receipt, name="receipt"),
    path("elections/<slug:slug>/ballot-box/", public_views.ballot_box, name="ballot_box"),
    path("elections/<slug:slug>/ballot-box.json", public_views.ballot_box_json, name="ballot_box_json"),
    path("elections/<slug:slug>/result/", public_views.result, name="result"),
    path("elections/<slug:slug>/result.csv", public_views.result_csv, name="result_csv"),
    path("elections/<slug:slug>/result.json", public_views.result_json, name="result_json"),
    path("elections/<slug:slug>/record.bel", public_views.record_file, name="record"),
    path("elections/<slug:slug>/verify/", public_views.verify, name="verify"),
]
