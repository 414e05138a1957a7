"""Commands that have sub-commands and also do something by themselves: `visavis forecast A B`, `visavis ledger`."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

OWN = "ask"
"""The sub-command that stands for the command itself."""


class Asked(TyperGroup):
    """A group that takes whatever is no sub-command for the arguments of `ask`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As typer does, with `ask` put in front where no sub-command stands there."""
        if not args or args[0] not in {*self.commands, "-h", "--help"}:
            args = [OWN, *args]
        return super().parse_args(ctx, args)
