"""Addresses of the pages that join rooms."""

from django.urls import path

from pages import views

app_name = "pages"

urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.me, name="me"),
    path("elections/<slug:slug>/", views.election, name="election"),
    path("help/", views.help_page, name="help"),
    path("help/candidates/", views.candidates_guide, name="candidates_guide"),
    path("help/privacy/", views.privacy, name="privacy"),
    path("help/accessibility/", views.accessibility, name="accessibility"),
    path("help/contact/", views.contact, name="contact"),
    path("robots.txt", views.robots, name="robots"),
]
