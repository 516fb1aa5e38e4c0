"""Mails that come back, as servers of several makes write them; `{verp}` is the return path, `{id}` the Message-ID."""

DSN = """\
Return-Path: <>
Delivered-To: {verp}
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: {verp}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Date: Mon, 2 Nov 2026 12:05:00 +0900 (JST)
Message-ID: <{number}@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Mon, 2 Nov 2026 12:00:00 +0900

Final-Recipient: rfc822; user0001@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <user0001@example.com>: Recipient address rejected

--b
Content-Type: text/rfc822-headers

Message-ID: {id}
Subject: test

--b--
"""
AUTO_REPLY = """\
Return-Path: <>
To: {verp}
From: user0001@example.com
Subject: =?utf-8?b?6Ieq5YuV5b+c562U?=
Auto-Submitted: auto-replied
In-Reply-To: {id}
Message-ID: <vacation-{number}@example.com>

5.1.1 is my room number. I am away until 550 days have passed.
"""
OLD_AUTO_REPLY = """\
To: {verp}
From: user0001@example.com
Subject: Out of office: 個人情報
Message-ID: <away-{number}@example.com>

Away. User unknown 550 5.1.1
"""
QMAIL = """\
Return-Path: <>
To: {verp}
From: MAILER-DAEMON@qmail.example.net
Subject: failure notice
Message-ID: <qmail-{number}@example.net>

Hi. This is the qmail-send program at qmail.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.

<user0001@example.com>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 User unknown
"""
EXIM = """\
Return-Path: <>
X-Failed-Recipients: user0001@example.com
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@exim.example.net>
To: {verp}
Subject: Mail delivery failed: returning message to sender
Message-ID: <exim-{number}@example.net>

  user0001@example.com
    550 5.7.1 message content rejected
"""
PERSON = """\
To: {verp}
From: user0001@example.com
Subject: Re: test
Message-ID: <person-{number}@example.com>

I do not agree at all.
"""
RECEIPT = """\
To: {verp}
From: user0001@example.com
Subject: Read: test
Message-ID: <read-{number}@example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b
Content-Type: message/disposition-notification

Disposition: manual-action/MDN-sent-manually; displayed

--b--
"""
