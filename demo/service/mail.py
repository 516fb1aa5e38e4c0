"""The service's own mail: receipts and answers."""

import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from flask import g

from demo.service.security import settings

SENDER = "うたのわ <privacy@example.com>"


def send(to: str, subject: str, text: str) -> None:
    """Send one message over SMTP. Raises OSError and smtplib.SMTPException where the server does not take it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, to, subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="example.com")
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    message["Content-Language"] = g.lang
    message.set_content(text)
    with smtplib.SMTP("127.0.0.1", settings().mail_port, timeout=10) as server:
        server.send_message(message)
