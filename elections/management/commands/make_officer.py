"""Gives somebody a role in the election office; the first two officers cannot be made by others."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from base import clock, journal
from elections import appointing
from elections.roles import Role
from members.addresses import as_proved, looks_right
from members.linking import person_for
from members.models import Person, User


class Command(BaseCommand):
    help = (
        "Makes the person with an e-mail address an election officer, or gives them another role in the office. "
        "They sign in by a code mailed to it. Once there are two officers, they appoint others on the site."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", nargs="?", default="", help="needed for somebody who is not known yet")
        parser.add_argument("--role", choices=[role.value for role in Role], default=Role.OFFICER.value)
        parser.add_argument("--superuser", action="store_true", help="who may also use the Django admin")
        parser.add_argument("--remove", action="store_true", help="they have the role no more")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip()
        if not looks_right(email):
            raise CommandError(f"“{email}” is no e-mail address.")
        user = self.user_for(email, options["name"].strip())
        user.is_superuser = options["superuser"] and not options["remove"]
        user.save(update_fields=["is_superuser"])
        role = Role(options["role"])
        change = appointing.leave if options["remove"] else appointing.enter
        change(Person.objects.get(user=user), role, at=clock.now())
        act = "remove officer" if options["remove"] else "make officer"
        details = {"role": role.value, "superuser": user.is_superuser}
        journal.write(act, by="command line", subject=str(user), details=details)
        told = "no more" if options["remove"] else "now"
        self.stdout.write(f"{user} <{user.email}> is {told} in the election office as: {role.value}.")

    def user_for(self, email: str, name: str) -> User:
        """The account of the address, with a person; made where there is none."""
        user = User.objects.select_related("person").filter(email=as_proved(email)).first()
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
