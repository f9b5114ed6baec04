"""``cognito-conformance verify-app``: which wrong tokens an application of your own accepts."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.command.clicking import Command
from conformance.command.exit_status import DIVERGED, OK, UNUSABLE, end_with_error
from conformance.command.verify_app_use import checked_claims, checked_use

if TYPE_CHECKING:
    from conformance.verify_app.asking import Endpoint
    from conformance.verify_app.clock import Offset
    from conformance.verify_app.draft import Needs
    from conformance.verify_app.judge import Trial
    from conformance.verify_app.source import Source

VERIFY_EXIT_CODES = """\b
Exit status:
  0  no wrong token that the documentation forbids was accepted
  1  at least one was
  2  wrong use
  3  cannot be judged: a right token was not accepted, answers were unclear, or it ended early
  4  a defect of this suite
"""
LOG = "verify-app.log"


def _duration(ctx: click.Context, param: click.Parameter, value: str | None) -> float:
    """The option's value in seconds."""
    from conformance.transport.waiting import parse_duration

    try:
        return parse_duration(value or "")
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command(
    "verify-app", cls=Command, epilog=VERIFY_EXIT_CODES, short_help="Which wrong tokens does your own API accept?"
)
@click.argument("url")
@click.option("--token", "use", type=click.Choice(["access", "id"]), default="access", show_default=True)
@click.option("--app", metavar="COMMAND", help="Start the application by this, with the settings as variables.")
@click.option("--serve", is_flag=True, help="Wait for Enter before the application is asked, so that you can start it.")
@click.option("--target", metavar="TARGET", help="Take the tokens from a pool that is made on this target.")
@click.option("--method", default="GET", show_default=True, help="HTTP method of the endpoint.")
@click.option("--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="A further header; repeatable.")
@click.option("--body", help="Body to send.")
@click.option("--token-header", default="Authorization", show_default=True, help="Header that carries the token.")
@click.option("--ca", metavar="FILE", type=click.Path(exists=True, dir_okay=False), help="CA of an https URL (PEM).")
@click.option("--scope", "scopes", multiple=True, help="Scope that the endpoint requires; repeatable.")
@click.option("--group", help="Group that the endpoint requires.")
@click.option("--username", help="User name in all tokens; default: drawn.")
@click.option("--sub", help="sub of all tokens; default: drawn.")
@click.option(
    "--user-group", "user_groups", multiple=True, help="A group of the user; repeatable; default: drawn ones."
)
@click.option(
    "--claim", "claims", multiple=True, metavar="NAME=VALUE", help="A further claim; JSON or text; repeatable."
)
@click.option(
    "--refused",
    multiple=True,
    type=click.IntRange(300, 499),
    help="A status besides 401 and 403 with which it refuses a token; repeatable.",
)
@click.option(
    "--refused-text", default="", metavar="TEXT", help="What the body of every refusal has, whatever its status."
)
@click.option("--issuer-port", type=click.IntRange(0, 65535), default=0, help="Port of the key set; default: free.")
@click.option("--region", default="us-east-1", show_default=True, help="Region in the pool's id.")
@click.option("--pool-id", help="The pool's id; default: REGION_verifyapp.")
@click.option("--client-id", default="verifyappclient", show_default=True, help="The app client's id.")
@click.option("--cognito-issuer", is_flag=True, help="Tokens say Cognito's own issuer, which has the region and pool.")
@click.option("--clock-offset", type=float, metavar="SECONDS", help="Its clock is ahead by this; default: measured.")
@click.option(
    "--allow-wait",
    metavar="DURATION",
    callback=_duration,
    help="With --target, wait for tokens to expire: 7m for the leeway, 11m for the fault; default: not at all.",
)
@click.option("--timeout", type=click.FloatRange(0.1, 600), default=30.0, show_default=True, help="Seconds to answer.")
@click.option("--times", type=click.IntRange(1, 20), default=3, show_default=True, help="Tries of each form.")
@click.option("--seed", type=int, help="Seed of what is drawn; default: by the time.")
@click.option("--yes", is_flag=True, help="Send to a URL that is not on this machine.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder for the two reports."
)
def verify_app(url: str, **given: Any) -> None:
    """Send right and wrong tokens to URL, an endpoint of your own, and say which wrong ones it accepts.

    Tokens come from an issuer that is started on 127.0.0.1, or from a pool on a target; set your application to it
    beforehand, or have it started with --app. Requests go to URL alone: redirects are not followed and proxies not
    used.
    """
    checked_use(url, given)
    endpoint = _endpoint(url, given)
    seed = given["seed"] if given["seed"] is not None else time.time_ns() % 2**31
    _check_folder(given["out"])
    with _unusable_ends(), _source(given, seed) as source:
        _print_settings(source, url, given, seed)
        with _running(source, url, given):
            trial = _tried(endpoint, source, given, seed)
    _write(trial, url, given["out"])
    sys.exit(_status(trial))


@contextmanager
def _unusable_ends() -> Iterator[None]:
    """What cannot be started ends the command, with what is wrong."""
    from conformance.verify_app.application import ApplicationError
    from conformance.verify_app.issuer import IssuerError
    from conformance.verify_app.pool import PoolError
    from targets.interface import TargetUnusable

    try:
        yield
    except PoolError as error:
        end_with_error(f"{error}. So there is no right token: try another target, or none (the local issuer)", UNUSABLE)
    except (TargetUnusable, IssuerError, ApplicationError) as error:
        end_with_error(str(error), UNUSABLE)


def _source(given: dict[str, Any], seed: int) -> AbstractContextManager[Source]:
    from conformance.verify_app.source import own_issuer, pool_of

    needs = _needs(given)
    if given["target"] is not None:
        return pool_of(given["target"], given["issuer_port"], needs, seed, given["allow_wait"], _say)
    pool_id = given["pool_id"] or f"{given['region']}_verifyapp"
    return own_issuer(given["issuer_port"], pool_id, needs, cognito=given["cognito_issuer"])


def _needs(given: dict[str, Any]) -> Needs:
    """What the application needs, but for the issuer."""
    from conformance.verify_app.draft import Fixed, Needs

    groups = tuple(given["user_groups"]) or None
    fixed = Fixed(given["sub"], given["username"], groups, checked_claims(given["claims"]))
    return Needs("", given["client_id"], given["use"], tuple(given["scopes"]), given["group"], fixed)


def _running(source: Source, url: str, given: dict[str, Any]) -> AbstractContextManager[None]:
    """The application: started here, or by the user."""
    from conformance.verify_app.application import application

    if given["app"] is not None:
        return application(given["app"], url, source.settings, given["out"] / LOG)
    if given["serve"]:
        click.echo("Press Enter when the application runs")
        try:
            input()  # Ctrl-C ends the command, and nothing is sent
        except EOFError:
            _say("There is no terminal to press Enter at: going on at once. --app starts the application by itself.")
    return nullcontext()


def _print_settings(source: Source, url: str, given: dict[str, Any], seed: int) -> None:
    click.echo(f"Tokens come from {source.what}. Settings of the application:")
    click.echo(f"  issuer     {source.needs.issuer}")
    click.echo(f"  JWKS       {source.jwks_url}")
    click.echo(f"  client id  {source.needs.client_id}")
    click.echo(f"  pool id    {source.pool_id}")
    click.echo(f"  token      {source.needs.use}")
    if source.endpoint:
        click.echo(f"  endpoint   {source.endpoint}")
    click.echo(f"Each wrong form goes {given['times']} times with a control to {url} alone (seed {seed}).")


def _endpoint(url: str, given: dict[str, Any]) -> Endpoint:
    from conformance.command.use import UseError
    from conformance.verify_app.asking import REFUSALS, Endpoint

    pairs = [text.partition(":") for text in given["headers"]]
    headers = {name.strip(): value.strip() for name, _, value in pairs}
    endpoint = Endpoint(
        url,
        given["method"],
        headers,
        given["body"],
        given["token_header"],
        REFUSALS | frozenset(given["refused"]),
        timeout=given["timeout"],
        ca=given["ca"],
        refusal_text=given["refused_text"],
    )
    try:
        endpoint.check()
    except ValueError as error:
        raise UseError(f"no request can be made of the URL, --method and the headers: {error}") from None
    return endpoint


def _tried(endpoint: Endpoint, source: Source, given: dict[str, Any], seed: int) -> Trial:
    from conformance.verify_app.judge import Trial, try_application

    first = endpoint.ask(None)
    if not first.status:
        return Trial(seed, given["times"], stopped=f"{first.text}. {first.advice}")
    clock = _clock(endpoint, first.clock, given["clock_offset"])
    if clock.seconds:
        click.echo(f"The application's clock is {abs(clock.seconds):g} s {_ahead(clock.seconds)}, {clock.why}.")
    return try_application(endpoint, source.tokens(clock), seed, given["times"], _say)


def _ahead(seconds: float) -> str:
    return "ahead of this machine's" if seconds > 0 else "behind this machine's"


def _clock(endpoint: Endpoint, seen: Any, given: float | None) -> Offset:
    """What is assumed of the application's clock; a second answer is asked for where the first shows another time."""
    from conformance.verify_app.clock import PAUSE, Offset, measured

    if given is not None:
        return Offset(given, "by --clock-offset")
    if seen is None or seen.none:
        return measured([seen])
    time.sleep(PAUSE)
    return measured([seen, endpoint.ask(None).clock])


def _say(line: str) -> None:
    click.echo(line, err=True)


def _check_folder(out: Path) -> None:
    """Before anything is sent: that the reports can be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        end_with_error(f"no report can be written to {out}: {error}. Choose another folder with --out.", UNUSABLE)


def _write(trial: Trial, url: str, out: Path) -> None:
    from conformance.verify_app.telling import as_data, as_markdown, summary

    click.echo("\n".join(summary(trial)))
    try:
        text = json.dumps(as_data(trial, url), indent=1, ensure_ascii=False)
        (out / "verify-app.json").write_text(text + "\n", encoding="utf-8")
        (out / "verify-app.md").write_text(as_markdown(trial, url), encoding="utf-8")
    except OSError as error:
        end_with_error(f"the reports cannot be written: {error}. Choose another folder with --out.", UNUSABLE)
    click.echo(f"written: {out / 'verify-app.json'}, {out / 'verify-app.md'}")


def _status(trial: Trial) -> int:
    from conformance.verify_app.forms import Level

    if trial.accepted(Level.FAULT):
        return DIVERGED
    return UNUSABLE if trial.stopped or trial.undecided else OK
