"""The wiring's own app: it carries the checks of settings."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "config"
    label = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401  registers them
