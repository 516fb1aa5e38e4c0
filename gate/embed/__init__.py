"""The embeddable element `<age-gate>`: one script, no dependency, served as `/embed.js`.

Lives here: the element's script. Its frame is `GET /s/{id}?embed`, whose own script is `gate/web/assets/frame.js`.
Must not: load anything from anywhere but the gate, read or keep what a person types, or trust a message by its content.
"""
