"""The server's own keys of an election: made at sealing, encrypted at rest, destroyed when they have served."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from ballots.models import Secret
from ballots.protocol.keys import PrivateKey, new_private_key, read_private_key
from elections.models import Election


def make_trustee_key(election: Election) -> PrivateKey:
    """The private key of the server as a trustee."""
    key = new_private_key()
    _keep(election, Secret.Purpose.TRUSTEE, key.to_bytes())
    return key


def make_credentials_key(election: Election) -> bytes:
    """The key from which every voter's private credential is derived."""
    key = secrets.token_bytes(32)
    _keep(election, Secret.Purpose.CREDENTIALS, key)
    return key


def trustee_key(election: Election) -> PrivateKey:
    return read_private_key(_unlock(election, Secret.Purpose.TRUSTEE))


def credentials_key(election: Election) -> bytes:
    return _unlock(election, Secret.Purpose.CREDENTIALS)


def destroy(election: Election) -> int:
    """Forget this election's keys for good; says how many there were."""
    return Secret.objects.filter(election=election).delete()[0]


def can_be_kept() -> bool:
    """Whether the key from the environment encrypts, and decrypts what it encrypted."""
    try:
        box = _aead()
        return box.decrypt(box.encrypt(b"a key", b"a purpose"), b"a purpose") == b"a key"
    except (CryptoError, ValueError, TypeError):
        return False


def _keep(election: Election, purpose: Secret.Purpose, key: bytes) -> None:
    box = bytes(_aead().encrypt(key, _binding(election, purpose)))
    Secret.objects.create(election=election, purpose=purpose, box=box)


def _unlock(election: Election, purpose: Secret.Purpose) -> bytes:
    """Raises ValidationError where the key is gone, or was encrypted with another key from the environment."""
    try:
        box = bytes(Secret.objects.get(election=election, purpose=purpose).box)
        return _aead().decrypt(box, _binding(election, purpose))
    except Secret.DoesNotExist:
        raise ValidationError(_("The server’s key of this election is destroyed."), code="key destroyed") from None
    except CryptoError:
        raise ValidationError(
            _("The server’s key of this election was encrypted with another ELECTION_KEY than the present one."),
            code="other key",
        ) from None


def _aead() -> Aead:
    return Aead(settings.ELECTION_KEY)


def _binding(election: Election, purpose: Secret.Purpose) -> bytes:
    """What a box is for: one that was moved to another election or purpose does not open."""
    return f"{election.uuid}|{purpose.value}".encode()
