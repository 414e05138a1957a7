"""Every setting of visavis in one list: flag > environment `VISAVIS_*` > `desk.toml` > default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, its default, and why it exists."""

    name: str
    default: str
    reason: str


SETTINGS: tuple[Setting, ...] = (
    Setting("desk", "", "the desk's folder; empty: the current folder if it holds a desk.toml"),
    Setting("max_text_bytes", "20000000", "a longer document is refused: no article is so long"),
    Setting("batch_size", "32", "paragraphs parsed at once, at most; more gain nothing, fewer take longer"),
    Setting("brief_sections", "", "the sections of a brief by name, parted by spaces; empty: all in their usual order"),
    Setting("brief_template", "", "a Jinja template that a brief is written by; a path beside the desk.toml"),
    Setting("coder", "auto", "which coder decides the type: rules, model, or auto (the model where one is installed)"),
    Setting("fetch_max_bytes", "20000000", "a longer answer of a server is cut off and refused, packed or not"),
    Setting("fetch_seconds", "60", "seconds that one answer may take in all, so that no server can hold the collector"),
    Setting("fetch_delay", "5", "seconds between two requests to one host, unless its robots.txt asks for more"),
    Setting("user_agent", "", "how the collector names itself; empty: visavis, its version and its address"),
    Setting("proxy", "", "an HTTP proxy through which everything is fetched; it then resolves the names"),
    Setting("webhook", "", "the address that new alerts are posted to as JSON"),
    Setting("webhook_hosts", "", "the hosts that a webhook may go to, parted by commas; others are refused"),
    Setting("mail_to", "", "who gets new alerts by mail, parted by commas"),
    Setting("mail_from", "", "the sender of those mails"),
    Setting("smtp", "", "the mail server: host, host:port or smtps://host"),
    Setting("smtp_user", "", "its user, where it wants one"),
    Setting("smtp_password", "", "its password, best given in the environment; only sent under TLS"),
    Setting("fetch_loopback", "", "1 lets the collector ask this machine itself, for trials with a local server"),
)


def setting(name: str, *, flag: str | None = None, desk: Mapping[str, str] | None = None,
            environ: Mapping[str, str] | None = None) -> str:
    """The value of a setting, by flag, environment, desk, default, in that order.

    Raises KeyError for a name that is not in SETTINGS.

    >>> setting("batch_size", environ={"VISAVIS_BATCH_SIZE": "8"})
    '8'
    """
    known = {item.name: item for item in SETTINGS}[name]
    if flag is not None:
        return flag
    env = os.environ if environ is None else environ
    return env.get(f"VISAVIS_{name.upper()}") or (desk or {}).get(name) or known.default
