"""The room's name, for Django."""

from django.apps import AppConfig


class Demo(AppConfig):
    name = "demo"
    label = "demo"
