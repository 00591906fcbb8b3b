"""The server's keys: encrypted for one election and purpose, and destroyed for good."""

import base64

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from ballots import server_keys
from ballots.models import Secret
from ballots.setup import prepared, setup_of
from tests.ballots.elections import Office


def test_a_key_opens_again(open_office: Office) -> None:
    sealed = prepared(setup_of(open_office.election))
    assert server_keys.trustee_key(open_office.election).element == sealed.election.public_key
    assert len(server_keys.credentials_key(open_office.election)) == 32


def test_another_key_from_the_environment_opens_nothing(open_office: Office, settings: Settings) -> None:
    settings.ELECTION_KEY = bytes(32)
    with pytest.raises(ValidationError, match="another ELECTION_KEY"):
        server_keys.trustee_key(open_office.election)


def test_a_key_moved_to_another_purpose_does_not_open(open_office: Office) -> None:
    trustee = Secret.objects.get(purpose="trustee")
    Secret.objects.filter(purpose="credentials").update(box=trustee.box)
    with pytest.raises(ValidationError):
        server_keys.credentials_key(open_office.election)


def test_a_destroyed_key_is_gone(open_office: Office) -> None:
    assert server_keys.destroy(open_office.election) == 2
    with pytest.raises(ValidationError, match="destroyed"):
        server_keys.trustee_key(open_office.election)


def test_without_a_good_key_nothing_can_be_kept(settings: Settings) -> None:
    assert server_keys.can_be_kept()
    for wrong in (b"", b"short", base64.b64encode(bytes(32)), None):
        settings.ELECTION_KEY = wrong
        assert not server_keys.can_be_kept()
