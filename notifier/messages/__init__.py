"""The words of a notice: rendered once a language, then each recipient's headers are put in front.

Lives here: what a template may use, the templates in Japanese and English, the MIME form.
Must not: look up a recipient, send, or promote anything (特定電子メール法: only the change, no promotional link).
"""
