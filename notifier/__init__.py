"""The notifier: tells every user of a new version, once, in their language, and can prove it.

Lives here: recipients, notices, deliveries, consents, proof, and the channels that carry a notice.
Must not: import `publisher` or `gate` (it reads the site's manifest), or import Flask anywhere but in `notifier.web`.

Who may import whom (checked by import-linter), from the edge inwards:

| layer | what | knows |
|---|---|---|
| `cli`, `web` | what people and apps touch: parse, call one use case, show | everything below |
| `bootstrap` | the composition root: settings in, wired use cases out | everything below |
| `adapters` | databases, mail servers, files, keys, the two engines | `service` and below |
| `service` | the use cases: import, plan, send, recover, verify | the pure parts, ports, model |
| `planning`, `messages`, `retry`, `returns` | pure: who gets what, the words, what an answer means | ports, model |
| `proofcheck` | the checker of proofs, which stands alone | nothing |
| `ports` | what the use cases need from outside, as protocols | model |
| `model` | the domain's frozen values and its laws | nothing |

How a notice travels: `plan` freezes the audience and cuts the deliveries into chunks; a dispatcher claims a chunk
(lease and fencing token), writes "this attempt starts" to the journal before the message goes out and the server's
reply after it, both as rows and as entries of the hash-chained log; an engine only says which chunk to look at next."""
