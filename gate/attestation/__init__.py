"""The attestation: an EdDSA JSON Web Token that an app's server can check, and the keys that sign it.

Lives here: signing keys and their rotation, the token's exact form, its verification, the JWK set.
Must not: know HTTP or the store, read a clock, or take a key, an algorithm or an address from a token's header.
"""

from gate.attestation.jwks import from_jwks, to_jwks
from gate.attestation.keys import Keyring, SigningKey, new_key
from gate.attestation.token import TYPE, peek, sign, verify

__all__ = ["TYPE", "Keyring", "SigningKey", "from_jwks", "new_key", "peek", "sign", "to_jwks", "verify"]
