"""The ballot protocol: Belenios version 1 over Ed25519, as a library that needs nothing but PyNaCl."""
