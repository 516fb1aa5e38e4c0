"""The tables. Times are instants (`types.Instant`); what names or reaches a person is sealed or a keyed hash.

| table | what a row is |
|---|---|
| counters | the next number of a table whose rows are numbered without gaps |
| secrets | a random value sealed with the key from the environment (the pepper of keyed hashes) |
| recipients | a user of the app; `sealed` holds the contact, `lookup` finds an address again |
| imports | one run of an import |
| suppressions | an address (as `lookup`) that is not to be written to any more |
| notices, renderings | a notice, and its words a language and channel |
| audience | a person of a notice's snapshot, or why they are left out |
| chunks | what a job names: some deliveries of a notice, with lease and fencing token |
| deliveries | the ledger: one row a notice, recipient and channel |
| log, log_head | the hash chain; the head row is what writers queue at |
| bounces | a delivery status notification that was read, each once |
| handovers | letters or faxes given to someone, with who and when |
| policies | a policy as the newest manifest that was read has it |
| consents | a decision, never changed; `log_seq` is its entry of the log |
| inbox | what one user saw, read or archived (sparse); `*_seq` are the entries of the log |
| observations | a page of the site that shows a version (公表), as it was when it was looked at |
| app_records | what an app keeps in the log about a matter of its own; `log_seq` is its entry |
| webhooks, outbox | where the app listens; what is still to be told to it |
| rates, breakers | slots and failures, shared by all dispatchers |
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy import BigInteger as Big

from notifier.adapters.sql.types import BigId, Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Big, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("key_id", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("source", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("added", Integer, nullable=False, default=0),
    Column("changed", Integer, nullable=False, default=0),
    Column("unchanged", Integer, nullable=False, default=0),
    Column("bad", Integer, nullable=False, default=0),
)

recipients = Table(
    "recipients",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("language", String(8), nullable=False),
    Column("channels", String(64), nullable=False),
    Column("reachable", String(64), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("lookup", LargeBinary, index=True),
    Column("domain_key", Big),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("signed_up_at", Instant),
    Column("added_at", Instant, nullable=False, index=True),
    Column("changed_at", Instant, nullable=False),
    Column("import_id", Big, nullable=False),
    Column("import_line", Big, nullable=False),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("reason", String(64), nullable=False),
    Column("since", Instant, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("policy", String(128), nullable=False),
    Column("version", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("corrects", String(64), nullable=False, default=""),
    Column("state", String(16), nullable=False),
    Column("channels", String(64), nullable=False),
    Column("languages", String(64), nullable=False),
    Column("consent_required", Boolean, nullable=False),
    Column("effective_at", Instant, nullable=False),
    Column("deadline", Instant, nullable=False),
    Column("ambiguous", String(16), nullable=False),
    Column("override", Text),
    Column("content", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("snapshot_at", Instant),
    Column("started_at", Instant),
    Column("finished_at", Instant),
    Column("members", Integer, nullable=False, default=0),
    Column("excluded", Integer, nullable=False, default=0),
    Column("in_app", Integer, nullable=False, default=0),
    Column("in_app_only", Integer, nullable=False, default=0),
    UniqueConstraint("policy", "version", "kind", "corrects"),
)

renderings = Table(
    "renderings",
    metadata,
    Column("notice_id", String(64), ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True),
    Column("channel", String(16), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)

audience = Table(
    "audience",
    metadata,
    Column("notice_id", String(64), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("recipient_id", String(255), nullable=False),
    Column("language", String(8), nullable=False),
    Column("channels", String(64), nullable=False),
    Column("reason", String(32)),
    UniqueConstraint("recipient_id", "notice_id"),
)

chunks = Table(
    "chunks",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("notice_id", String(64), nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("deadline", Instant, nullable=False),
    Column("due_at", Instant),
    Column("owner", String(255)),
    Column("fence", Big, nullable=False, default=0),
    Column("lease_until", Instant),
    Index("ix_chunks_deadline_due_at_id", "deadline", "due_at", "id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("notice_id", String(64), nullable=False),
    Column("recipient_id", String(255), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("chunk_id", Big, index=True),
    Column("domain_key", Big),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("tries", Integer, nullable=False, default=0),
    Column("not_before", Instant),
    Column("slot_at", Instant),
    Column("first_attempt_at", Instant),
    Column("attempted_at", Instant),
    Column("settled_at", Instant),
    Column("reason", String(32)),
    Column("code", Integer),
    Column("reply", Text),
    Column("queue_id", String(128)),
    Column("server", String(255)),
    Column("address_hash", String(64)),
    Column("message_hash", String(64)),
    Column("message_id", String(255)),
    Column("escalated_from", Big),
    Column("handover_id", Big, index=True),
    UniqueConstraint("recipient_id", "notice_id", "channel"),
)

_OF_NO_ROW = text("delivery_id IS NULL")
"""Entries about a notice, a user or a command: few beside those about deliveries."""

log = Table(
    "log",
    metadata,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("event", String(32), nullable=False),
    Column("delivery_id", Big),
    Column("body", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("key_id", String(64)),
    Column("signature", LargeBinary),
    Index("ix_log_delivery_id_seq", "delivery_id", "seq"),
    Index("ix_log_event_seq", "event", "seq", sqlite_where=_OF_NO_ROW, postgresql_where=_OF_NO_ROW),
)

log_head = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Big, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

bounces = Table(
    "bounces",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("delivery_id", Big, index=True),
    Column("kind", String(32), nullable=False),
    Column("status", String(16)),
    Column("diagnostic", Text),
    Column("reported_at", Instant),
    Column("read_at", Instant, nullable=False),
    Column("applied", Boolean, nullable=False),
)

handovers = Table(
    "handovers",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("notice_id", String(64), nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("file", Text, nullable=False),
    Column("file_hash", String(64), nullable=False),
    Column("count", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("handed_over_at", Instant),
    Column("handed_over_by", Text),
)

consents = Table(
    "consents",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("recipient_id", String(255), nullable=False),
    Column("policy", String(128), nullable=False),
    Column("version", String(32), nullable=False),
    Column("item", String(128), nullable=False, default=""),
    Column("decision", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("shown", Text, nullable=False),
    Column("shown_hash", String(64), nullable=False),
    Column("notice_id", String(64)),
    Column("decided_at", Instant, nullable=False),
    Column("replay_key", String(128), unique=True),
    Column("receipt", JSON, nullable=False),
    Column("log_seq", Big),
    Index("ix_consents_recipient_id_policy_item_id", "recipient_id", "policy", "item", "id"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("recipient_id", String(255), primary_key=True),
    Column("notice_id", String(64), primary_key=True),
    Column("seen_at", Instant),
    Column("read_at", Instant),
    Column("archived_at", Instant),
    Column("revision", Big, nullable=False, default=0),
    Column("seen_seq", Big),
    Column("read_seq", Big),
    Column("archived_seq", Big),
)

policies = Table(
    "policies",
    metadata,
    Column("policy", String(128), primary_key=True),
    Column("as_of", Instant, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("content", JSON, nullable=False),
)

observations = Table(
    "observations",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("policy", String(128), nullable=False),
    Column("version", String(32), nullable=False),
    Column("language", String(8), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("url", Text, nullable=False),
    Column("expected_hash", String(64), nullable=False),
    Column("status", Integer),
    Column("content_hash", String(64)),
    Column("shown", Boolean, nullable=False),
    Column("observed_at", Instant, nullable=False),
    Column("log_seq", Big),
    Index("ix_observations_policy_version_url", "policy", "version", "url"),
)

app_records = Table(
    "app_records",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("caller", String(64), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("number", String(64), nullable=False),
    Column("state", String(32), nullable=False),
    Column("reason_hash", String(64)),
    Column("recorded_at", Instant, nullable=False),
    Column("log_seq", Big),
    Index("ix_app_records_caller_kind_number_id", "caller", "kind", "number", "id"),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("message_id", String(64), nullable=False, unique=True),
    Column("webhook_id", String(64)),
    Column("event", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", Instant),
    Column("owner", String(255)),
    Column("fence", Big, nullable=False, default=0),
    Column("lease_until", Instant),
    Column("code", Integer),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Index("ix_outbox_state_not_before", "state", "not_before"),
)

rates = Table(
    "rates",
    metadata,
    Column("bucket", String(255), primary_key=True),
    Column("next_free", Instant, nullable=False),
    Column("taken_at", Instant, nullable=False),
)

breakers = Table(
    "breakers",
    metadata,
    Column("bucket", String(255), primary_key=True),
    Column("troubles", Integer, nullable=False),
    Column("trips", Integer, nullable=False),
    Column("open_until", Instant),
    Column("reason", Text, nullable=False),
)
