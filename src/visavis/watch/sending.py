"""Alerts on their way out: by mail and to a webhook, each alert by each way once.

The rule: an alert is marked as sent only after it was taken. A kill in between sends it again, under the same id.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from visavis.archive import Archive
from visavis.archive.alerts import Alert, Alerts
from visavis.errors import FetchError
from visavis.intake.fetch import Gate, send_mail
from visavis.records import content_id
from visavis.settings import setting
from visavis.watch.publishing import lines
from visavis.watch.tellings import Telling

WAYS = ("mail", "webhook")


@dataclass(frozen=True, slots=True)
class Ways:
    """Where alerts go, by the settings; an empty one is not used."""

    mail_to: tuple[str, ...] = ()
    mail_from: str = ""
    smtp: str = ""
    smtp_user: str = ""
    smtp_password: str = ""
    webhook: str = ""
    webhook_hosts: tuple[str, ...] = ()

    @property
    def used(self) -> tuple[str, ...]:
        """The ways that are set up."""
        return tuple(way for way, on in (("mail", self.mail_to and self.smtp), ("webhook", self.webhook)) if on)


def ways(settings: Mapping[str, str] | None = None) -> Ways:
    """The ways by the settings of a desk and the environment."""
    def several(name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in setting(name, desk=settings).split(",") if part.strip())

    def one(name: str) -> str:
        return setting(name, desk=settings)

    return Ways(several("mail_to"), one("mail_from"), one("smtp"), one("smtp_user"), one("smtp_password"),
                one("webhook"), several("webhook_hosts"))


def unsent(archive: Archive, way: str) -> list[Alert]:
    """The open alerts that have not gone by a way, the oldest first."""
    return Alerts(archive).alerts(states=("open",), unsent=way)[::-1]


def send(archive: Archive, way: str, tellings: Sequence[Telling], to: Ways, *, gate: Gate, desk: str,
         now: datetime) -> int:
    """Sends alerts by a way and marks them; how many. FetchError or Refused where they are not taken."""
    if not tellings:
        return 0
    if way == "mail":
        send_mail(message(tellings, to, desk=desk, now=now), server=to.smtp, user=to.smtp_user,
                  password=to.smtp_password)
    else:
        gate.post(to.webhook, payload(tellings, desk=desk), allowed=to.webhook_hosts)
    Alerts(archive).mark_sent([one.alert.id for one in tellings], way, now=now)
    return len(tellings)


def message(tellings: Sequence[Telling], to: Ways, *, desk: str, now: datetime) -> EmailMessage:
    """The alerts as one mail in plain text; its id comes from theirs, so that one sent twice is known as one."""
    if not to.mail_from:
        raise FetchError("no sender", where="mail", hint="set mail_from (VISAVIS_MAIL_FROM)")
    made = EmailMessage()
    head = tellings[0].head if len(tellings) == 1 else f"{len(tellings)} alerts"
    made["Subject"] = " ".join(f"[{desk}] {head}".split())[:200]
    made["From"], made["To"] = to.mail_from, ", ".join(to.mail_to)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{content_id('mail', *[one.alert.id for one in tellings])}@visavis.invalid>"
    parts = ["\n".join([one.head, *(f"  {line}" for line in lines(one)), f"  visavis alerts show {one.alert.id}"])
             for one in tellings]
    made.set_content("\n\n".join(parts) + "\n")
    return made


def payload(tellings: Sequence[Telling], *, desk: str) -> bytes:
    """The alerts as the JSON body of a webhook."""
    row = {"desk": desk, "alerts": [one.as_row() for one in tellings]}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
