"""Makes somebody an election officer; the first one cannot be made by another."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from base import journal
from members.addresses import looks_right, normalised
from members.linking import person_for
from members.models import User


class Command(BaseCommand):
    help = "Makes the person with an e-mail address an election officer. They sign in by a code mailed to it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", nargs="?", default="", help="needed for somebody who is not known yet")
        parser.add_argument("--superuser", action="store_true", help="who may also use the Django admin")
        parser.add_argument("--remove", action="store_true", help="they are an officer no more")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip()
        if not looks_right(email):
            raise CommandError(f"“{email}” is no e-mail address.")
        user = self.user_for(email, options["name"].strip())
        user.is_staff = not options["remove"]
        user.is_superuser = options["superuser"] and not options["remove"]
        user.save(update_fields=["is_staff", "is_superuser"])
        act = "remove officer" if options["remove"] else "make officer"
        journal.write(act, by="command line", subject=str(user), details={"superuser": user.is_superuser})
        told = "is an election officer no more" if options["remove"] else "is an election officer"
        self.stdout.write(f"{user} <{user.email}> {told}.")

    def user_for(self, email: str, name: str) -> User:
        """The account of the address, with a person; made where there is none."""
        user = User.objects.select_related("person").filter(email=normalised(email)).first()
        if user and user.person:
            return user
        if not name:
            raise CommandError(f"Nobody is known by {email}: give their name as well.")
        person = person_for(name=name, email=email)
        if hasattr(person, "user"):
            return person.user
        user = user or User.objects.create_user(email)
        user.person = person
        user.save(update_fields=["person"])
        return user
