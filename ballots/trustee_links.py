"""Links sent by mail to trustees. One tells who opens it, and does nothing by itself."""

from ballots.mailed_links import Links
from ballots.trustee_models import Trustee, TrusteeLink

_links: Links[Trustee] = Links(TrusteeLink.objects, "trustee")
mint, forget, hash_of = _links.mint, _links.forget, _links.hash_of
find, keep, kept, leave = _links.find, _links.keep, _links.kept, _links.leave
arrive, page_of = _links.arrive, _links.page_of
