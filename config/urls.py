"""The site's table of contents."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from base import mail_views
from base.views import picture
from config.health import healthz

handler500 = "config.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("pages.urls")),
    path("", include("elections.urls")),
    path("", include("nominees.urls")),
    path("", include("ballots.urls")),
    path("", include("community.urls")),
    path("office/", include("office.urls")),
    path("accounts/", include("members.urls")),
    path("pictures/<str:hash>.webp", picture, {"size": "large"}, name="picture"),
    path("pictures/small/<str:hash>.webp", picture, {"size": "small"}, name="picture_small"),
    path("pictures/tiny/<str:hash>.webp", picture, {"size": "tiny"}, name="picture_tiny"),
    path("mail/unsubscribe/<str:token>/", mail_views.unsubscribe, name="mail_unsubscribe"),
    path("mail/reports/", mail_views.reports, name="mail_reports"),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("demo.urls")))
