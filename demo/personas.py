"""Who one can be in the demo, with one click."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from elections.roles import Role


class Persona(NamedTuple):
    email: str
    name: str
    role: str | Promise
    can: str | Promise
    role_in_office: Role | None = None


PERSONAS = [
    Persona(
        "noor@demo.example",
        "Noor de Vries",
        _("a member who can vote"),
        _("Mark and cast a ballot, keep the receipt, vote again. Nominate somebody for the next election."),
    ),
    Persona(
        "basil@demo.example",
        "Basil Petrov",
        _("a member who can’t vote"),
        _("Basic membership: “Can I vote?” says what is missing."),
    ),
    Persona(
        "amara@demo.example",
        "Amara Okonkwo-Lindqvist",
        _("a nominee"),
        _("Stands in the open election, and was nominated for the next one: accept or decline, write a statement."),
    ),
    Persona(
        "ines@demo.example",
        "Ines Castellano",
        _("an election officer"),
        _("Approve statements, move the timetable, close voting, count. Critical acts wait for a second officer."),
        role_in_office=Role.OFFICER,
    ),
    Persona(
        "jonas@demo.example",
        "Jonas Achterberg",
        _("a second officer"),
        _("Agree to what the first officer asks for."),
        role_in_office=Role.OFFICER,
    ),
    Persona(
        "mina@demo.example",
        "Mina Oyelowo",
        _("an auditor"),
        _("Reads every page of the election office, and changes nothing."),
        role_in_office=Role.AUDITOR,
    ),
    Persona(
        "robin@demo.example",
        "Robin Outis",
        _("an outsider"),
        _("Has an account and no membership: reads everything public, and votes in nothing."),
    ),
]
