"""``cognito-conformance verify-app``: which wrong tokens an application of your own accepts."""

from __future__ import annotations

import json
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from conformance.command.clicking import Command
from conformance.command.exit_status import DIVERGED, OK, UNUSABLE, end_with_error
from conformance.command.use import UseError

if TYPE_CHECKING:
    from conformance.verify_app.asking import Endpoint
    from conformance.verify_app.draft import Needs
    from conformance.verify_app.issuer import Issuer
    from conformance.verify_app.judge import Trial

VERIFY_EXIT_CODES = """\b
Exit status:
  0  no wrong token that the documentation forbids was accepted
  1  at least one was
  2  wrong use
  3  cannot be judged: a right token was not accepted, or answers were unclear
  4  a defect of this suite
"""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command(
    "verify-app", cls=Command, epilog=VERIFY_EXIT_CODES, short_help="Which wrong tokens does your own API accept?"
)
@click.argument("url")
@click.option("--token", "use", type=click.Choice(["access", "id"]), default="access", show_default=True)
@click.option("--method", default="GET", show_default=True, help="HTTP method of the endpoint.")
@click.option("--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="A further header; repeatable.")
@click.option("--body", help="Body to send.")
@click.option("--token-header", default="Authorization", show_default=True, help="Header that carries the token.")
@click.option("--scope", "scopes", multiple=True, help="Scope that the endpoint requires; repeatable.")
@click.option("--group", help="Group that the endpoint requires.")
@click.option(
    "--refused",
    multiple=True,
    type=click.IntRange(300, 499),
    help="A status besides 401 and 403 with which it refuses a token; repeatable.",
)
@click.option("--issuer-port", type=click.IntRange(0, 65535), default=0, help="The issuer's port; default: a free one.")
@click.option("--region", default="us-east-1", show_default=True, help="Region in the pool's id.")
@click.option("--pool-id", help="The pool's id; default: REGION_verifyapp.")
@click.option("--client-id", default="verifyappclient", show_default=True, help="The app client's id.")
@click.option("--cognito-issuer", is_flag=True, help="Tokens say Cognito's own issuer, which has the region and pool.")
@click.option("--serve", is_flag=True, help="Start the issuer, and wait for Enter before the application is asked.")
@click.option("--times", type=click.IntRange(1, 20), default=3, show_default=True, help="Tries of each form.")
@click.option("--seed", type=int, help="Seed of what is drawn; default: by the time.")
@click.option("--yes", is_flag=True, help="Send to a URL that is not on this machine.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder for the two reports."
)
def verify_app(url: str, **given: Any) -> None:
    """Send right and wrong tokens to URL, an endpoint of your own, and say which wrong ones it accepts.

    Tokens come from an issuer that is started on 127.0.0.1; set your application to it beforehand. Requests go to URL
    alone: redirects are not followed and proxies not used.
    """
    from conformance.verify_app.draft import drawn_name
    from conformance.verify_app.issuer import Issuer, IssuerError

    _check(url, given)
    endpoint = _endpoint(url, given)
    seed = given["seed"] if given["seed"] is not None else time.time_ns() % 2**31
    pool_id = given["pool_id"] or f"{given['region']}_verifyapp"
    kids = [drawn_name(_unseeded(), 43) for _ in range(2)]
    try:
        issuer = Issuer(given["issuer_port"], pool_id, kids)
    except IssuerError as error:
        end_with_error(str(error), UNUSABLE)
    with issuer:
        needs = _needs(issuer, given)
        _print_settings(issuer, needs, url, given, seed)
        if given["serve"]:
            click.echo("Press Enter when the application runs")
            with suppress(EOFError):  # no terminal; Ctrl-C ends the command, and nothing is sent
                input()
        trial = _tried(endpoint, issuer, needs, given, seed)
    _write(trial, url, given["out"])
    sys.exit(_status(trial))


def _unseeded() -> Any:
    """Key ids are new in each run whatever the seed, so that no application takes a cached key for the new one."""
    from random import SystemRandom

    return SystemRandom()


def _check(url: str, given: dict[str, Any]) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UseError(f"{url!r} is no http or https URL. Write the whole address, such as http://127.0.0.1:8000/me")
    if parts.hostname not in LOOPBACK and not given["yes"]:
        raise UseError(f"{parts.hostname} is not this machine. With --yes, right and wrong tokens are sent to it.")
    if given["use"] == "id" and given["scopes"]:
        raise UseError("--scope is for access tokens: an ID token has no scopes. Leave out --scope or --token id.")
    for text in given["headers"]:
        if ":" not in text:
            raise UseError(f"--header {text!r} has no colon. Write 'NAME: VALUE'.")
    pool_id = given["pool_id"]
    if pool_id is not None and not pool_id.startswith(f"{given['region']}_"):
        raise UseError(f"--pool-id {pool_id!r} does not begin with the region and an underscore: {given['region']}_…")


def _needs(issuer: Issuer, given: dict[str, Any]) -> Needs:
    from conformance.verify_app.draft import Needs

    cognito = f"https://cognito-idp.{given['region']}.amazonaws.com/{issuer.pool_id}"
    claimed = cognito if given["cognito_issuer"] else issuer.url
    return Needs(claimed, given["client_id"], given["use"], tuple(given["scopes"]), given["group"])


def _print_settings(issuer: Issuer, needs: Needs, url: str, given: dict[str, Any], seed: int) -> None:
    from conformance.verify_app.forms import wrong_forms

    count = len(wrong_forms(needs))
    click.echo("Settings of the application:")
    click.echo(f"  issuer     {needs.issuer}")
    click.echo(f"  JWKS       {issuer.jwks_url}")
    click.echo(f"  client id  {needs.client_id}")
    click.echo(f"  token      {needs.use}")
    click.echo(f"{count} wrong forms, {given['times']} times each with a control, go to {url} alone (seed {seed}).")


def _endpoint(url: str, given: dict[str, Any]) -> Endpoint:
    from conformance.verify_app.asking import REFUSALS, Endpoint

    pairs = [text.partition(":") for text in given["headers"]]
    headers = {name.strip(): value.strip() for name, _, value in pairs}
    refusals = REFUSALS | frozenset(given["refused"])
    endpoint = Endpoint(url, given["method"], headers, given["body"], given["token_header"], refusals)
    try:
        endpoint.check()
    except ValueError as error:
        raise UseError(f"no request can be made of the URL, --method and the headers: {error}") from None
    return endpoint


def _tried(endpoint: Endpoint, issuer: Issuer, needs: Needs, given: dict[str, Any], seed: int) -> Trial:
    from conformance.verify_app.judge import try_application

    return try_application(endpoint, issuer, needs, seed, given["times"], lambda line: click.echo(line, err=True))


def _write(trial: Trial, url: str, out: Path) -> None:
    from conformance.verify_app.telling import as_data, as_markdown, summary

    click.echo("\n".join(summary(trial)))
    try:
        out.mkdir(parents=True, exist_ok=True)
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
