"""The suite's ways with click: wrong use, defects, and the options of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource

from conformance.command.exit_status import INTERNAL, UNUSABLE, end_with_error
from conformance.command.options import OPTIONS, Option, default_text
from conformance.command.use import UseError, nearest

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


class Command(click.Command):
    """Shows wrong use as click shows it."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; wrong use that is found later has the same message and exit status."""
        try:
            return super().invoke(ctx)
        except UseError as error:
            raise click.UsageError(str(error), ctx) from None


class Group(click.Group):
    """Suggests the nearest command; no end of the command is taken for a divergence."""

    command_class = Command
    group_class = type  # groups in a group are like this one

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C outside of a run, and our own defects, have exit statuses of their own."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            end_with_error("interrupted", UNUSABLE)
        except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
            raise
        except Exception:
            import traceback

            end_with_error(f"a defect of this suite; please report it:\n{traceback.format_exc()}", INTERNAL)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            text = error.format_message()
            if "Did you mean" not in text:  # newer versions of click say it themselves
                text += nearest(args[0], self.list_commands(ctx))
            raise click.UsageError(text, ctx) from None


def _checked(option: Option) -> Callable[[click.Context, click.Parameter, object], object]:
    """A callback that refuses texts that mean nothing, and leaves the others as they are."""

    def check(ctx: click.Context, param: click.Parameter, value: object) -> object:
        for text in value if isinstance(value, tuple) else [value]:
            try:
                if text:
                    option.parse(str(text))
            except ValueError as error:
                raise click.BadParameter(str(error)) from None
        return value

    return check


def run_options(*names: str, **defaults: str) -> Decorator:
    """Options of a run as options of a command; ``RunOptions.of`` takes what the command is given."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        for name in reversed(names):
            option, default = OPTIONS[name], defaults.get(name) or default_text(name) or None
            if option.switch:
                function = click.option(option.flag, option.key, is_flag=True, help=option.help)(function)
                continue
            function = click.option(
                option.flag,
                option.key,
                callback=_checked(option),
                multiple=option.many,
                default=default,
                show_default=default is not None,
                metavar=option.metavar,
                help=option.help,
            )(function)
        return function

    return decorate


def options_given() -> dict[str, object]:
    """What stands on the command line, by name, with its value."""
    context = click.get_current_context()
    source = context.get_parameter_source
    return {name: value for name, value in context.params.items() if source(name) is ParameterSource.COMMANDLINE}
