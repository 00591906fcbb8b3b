"""Addresses of the demo: who to be, and every mail that was sent."""

from django.urls import path

from demo import views

app_name = "demo"

urlpatterns = [
    path("", views.personas, name="personas"),
    path("be/", views.be, name="be"),
    path("trustees/<int:pk>.key", views.kept_file, name="kept_file"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", views.mail, name="mail"),
]
