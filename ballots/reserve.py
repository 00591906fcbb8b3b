"""The reserve: credentials sealed with the ballot that are nobody's yet, for who is added or needs another one."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ballots.models import Credential, Setup
from elections.models import RollEntry


def reserve(voters: int) -> int:
    """How many credentials are made for voters who are added later: 2 % of the roll, at least 25."""
    return max(25, -(-voters * 2 // 100))


def assigned(setup: Setup) -> int:
    """How many reserve credentials have been given to voters: by so many may the sealed roll have grown."""
    return setup.reserve_credentials - unassigned(setup)


def unassigned(setup: Setup) -> int:
    return Credential.objects.filter(setup=setup, roll_entry__isnull=True).count()


def assign_reserve(setup: Setup, entry: RollEntry) -> Credential:
    """The next one is this voter's from now on, for good."""
    reserve = Credential.objects.select_for_update(no_key=True, skip_locked=True)
    credential = reserve.filter(setup=setup, roll_entry__isnull=True).order_by("number").first()
    if credential is None:
        raise ValidationError(_("No reserve credential is left."), code="no reserve")
    credential.roll_entry = entry
    credential.save(update_fields=["roll_entry"])
    return credential
