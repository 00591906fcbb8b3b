"""The room's name, for Django."""

from django.apps import AppConfig


class Demo(AppConfig):
    name = "demo"
    label = "demo"

    def ready(self) -> None:
        from demo import checks  # noqa: F401  registers the check
