"""`visavis user`: who may come in where the desk is served beyond this machine."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Desk, desk_folder
from visavis.cli.serve import web_extra

if TYPE_CHECKING:
    from visavis.web.accounts import Accounts

user = typer.Typer(name="user", help="Accounts of a desk that is served: add, password, list, remove, token, log.",
                   no_args_is_help=True, rich_markup_mode=None, add_completion=False)

Name = Annotated[str, typer.Argument(metavar="NAME")]


class Role(StrEnum):
    """What an account may do."""

    READER = "reader"
    EDITOR = "editor"


class Scope(StrEnum):
    """What a token may do."""

    READ = "read"
    WRITE = "write"


@user.command()
def add(name: Name, role: Annotated[Role, typer.Option(help="reader, or editor (may also change).")] = Role.READER,
        desk: Desk = None) -> None:
    """Make an account; the password is asked for, or read from standard input.

    \b
    visavis user add ann --role editor --desk work
    """
    accounts = _accounts(desk)
    accounts.add(name, _password(), role.value)
    output.line(f"{name}: {role.value}")


@user.command()
def password(name: Name, desk: Desk = None) -> None:
    """Change a password; the account is logged out everywhere."""
    _accounts(desk).change_password(name, _password())
    output.line(f"{name}: changed")


@user.command("list")
def show(desk: Desk = None) -> None:
    """List the accounts with their roles."""
    for name, role in _accounts(desk).roles().items():
        output.line(f"{name}  {role}")


@user.command()
def remove(name: Name, desk: Desk = None) -> None:
    """Remove an account, its sessions and its tokens."""
    _accounts(desk).remove(name)
    output.line(f"{name}: removed")


@user.command()
def token(name: Name, scope: Annotated[list[Scope] | None, typer.Option(
              help="read, or write; may be given again.")] = None,
          days: Annotated[int, typer.Option(min=1, help="How long it holds.")] = 90,
          label: Annotated[str, typer.Option(help="What it is for.")] = "", desk: Desk = None) -> None:
    """Make a token for a program (Authorization: Bearer ...); it is shown this once.

    \b
    visavis user token ann --scope read --days 30 --label notebook
    """
    scopes = frozenset(one.value for one in scope or [Scope.READ])
    output.line(_accounts(desk).issue_token(name, scopes=scopes, days=days, label=label))


@user.command()
def log(limit: Annotated[int, typer.Option(min=1, help="How many lines.")] = 100, desk: Desk = None) -> None:
    """Show the audit log: logins and edits, the last first."""
    for one in _accounts(desk).log(limit):
        output.line(output.one_line(f"{one.moment}  {one.account or '-'}  {one.address or '-'}  {one.action}"
                                    f" {one.target}  {one.outcome}"))


def _accounts(desk: str | None) -> Accounts:
    web_extra()
    from visavis.web.accounts import Accounts

    return Accounts(desk_folder(desk).path)


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = typer.prompt("password", hide_input=True, confirmation_prompt=True, err=True)
    return answer
