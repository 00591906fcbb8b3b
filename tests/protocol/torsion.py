"""The seven points other than the identity that vanish when raised to 8."""

from itertools import accumulate, repeat

from ballots.protocol.group import IDENTITY, Element, multiply

_ORDER_EIGHT = Element(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))

TORSION = tuple(accumulate(repeat(_ORDER_EIGHT, 7), multiply))

assert len({IDENTITY, *TORSION}) == 8
assert multiply(TORSION[-1], _ORDER_EIGHT) == IDENTITY
