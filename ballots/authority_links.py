"""Links sent by mail to credential authorities. One tells who opens it, and does nothing by itself."""

from ballots.authority_models import AuthorityLink, CredentialAuthority
from ballots.mailed_links import Links

_links: Links[CredentialAuthority] = Links(AuthorityLink.objects, "authority")
mint, forget = _links.mint, _links.forget
find, keep, kept, leave = _links.find, _links.keep, _links.kept, _links.leave
arrive, page_of = _links.arrive, _links.page_of
