"""How the suite uses click: wrong use, defects, and the options of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource

from conformance.command.exit_status import INTERNAL, UNUSABLE, end_with_error
from conformance.command.options import OPTIONS, Option, default_text
from conformance.command.use import UseError, nearest
from targets.interface import GateRefused

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


class Command(click.Command):
    """Reports wrong use the way click does."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; wrong use that is found later has the same message and exit status."""
        try:
            return super().invoke(ctx)
        except UseError as error:
            raise click.UsageError(str(error), ctx) from None


class Group(click.Group):
    """Suggests the nearest command; an unexpected exit never looks like a divergence."""

    command_class = Command
    group_class = type  # nested groups are of this class too

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C outside of a run, and defects of the suite, have exit statuses of their own."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            end_with_error("interrupted", UNUSABLE)
        except GateRefused as refused:
            end_with_error(f"a defect of this suite; please report it: {refused}", INTERNAL)
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
    """A callback that rejects values the option cannot parse and passes the others on unchanged."""

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
    """Options of a run as options of a command; ``RunOptions.of`` reads the values the command receives."""

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
                show_default=(option.unset or False) if default is None else True,
                metavar=option.metavar,
                help=option.help,
            )(function)
        return function

    return decorate


def options_given() -> dict[str, object]:
    """The options given on the command line, by name, with their values."""
    context = click.get_current_context()
    source = context.get_parameter_source
    return {name: value for name, value in context.params.items() if source(name) is ParameterSource.COMMANDLINE}
