"""The ids of the domain: plain strings and numbers that a type checker keeps apart."""

from typing import NewType

PolicyId = NewType("PolicyId", str)
VersionId = NewType("VersionId", str)
"""The date a version comes into force, `2021-04-22`, or `2021-04-22.2` for a second text of that day."""
Language = NewType("Language", str)
"""A two-letter language code, `ja`."""
RecipientId = NewType("RecipientId", str)
"""The app's own id of a user."""
NoticeId = NewType("NoticeId", str)
DeliveryId = NewType("DeliveryId", int)
ChunkId = NewType("ChunkId", int)
Fence = NewType("Fence", int)
"""A chunk's fencing token: one higher at each claim, so that an owner who lost the lease can be told so."""
