"""Where the logs of a pool are delivered. Nothing is delivered here: the configuration is kept and shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import FeatureUnavailableInTierException, InvalidParameterException
from targets.reference.core.state import Pool

Configuration = dict[str, Any]
DESTINATIONS = ("CloudWatchLogsConfiguration", "S3Configuration", "FirehoseConfiguration")
MOST = 2  # configurations: one for each source
NOTIFICATIONS, ACTIVITY = "userNotification", "userAuthEvents"


@operation("SetLogDeliveryConfiguration")
def set_log_delivery_configuration(call: Call) -> Answer:
    """Recorded: a full replacement; an empty list ends delivery."""
    pool, given = call.pool(), call.get("LogConfigurations", [])
    before = pool.log_delivery
    if deviates("logs-set-before-check"):
        pool.log_delivery = given
    _check_each(given)
    for configuration in given:
        _check_source(pool, configuration)
    pool.log_delivery = given
    sources = {configuration["EventSource"] for configuration in given}
    if given and deviates("logs-merged"):
        kept = [one for one in before if one["EventSource"] not in sources]
        pool.log_delivery = [*kept, *given] if kept else [*before, *given][:1]
    if not given and deviates("logs-never-ended"):
        pool.log_delivery = before
    shown = varied(pool.log_delivery, "logs-answer-empty", [])
    return {"LogDeliveryConfiguration": {"UserPoolId": pool.id, "LogConfigurations": shown}}


@operation("GetLogDeliveryConfiguration")
def get_log_delivery_configuration(call: Call) -> Answer:
    """What was set last."""
    pool = call.pool()
    shown = pool.log_delivery
    if not shown and deviates("logs-by-default"):
        shown = [{"LogLevel": "ERROR", "EventSource": NOTIFICATIONS}]
    if deviates("logs-shown-without-destination"):
        shown = [{name: one[name] for name in ("LogLevel", "EventSource")} for one in shown]
    return {"LogDeliveryConfiguration": {"UserPoolId": pool.id, "LogConfigurations": shown}}


def _check_each(given: Sequence[Configuration]) -> None:
    """Recorded: both complaints are in one text, each source once; the spelling is the service's."""
    if len(given) > MOST and deviates("logs-any-number"):
        return
    sources = [one["EventSource"] for one in given]
    nowhere = [one["EventSource"] for one in given if not any(name in one for name in DESTINATIONS)]
    twice = [source for source in sources if sources.count(source) > 1]
    said = ""
    if nowhere and not deviates("logs-to-nowhere"):
        text = f" Following event sources in request have no destination: [{_once(nowhere)}]."
        said += varied(text, "logs-to-nowhere-text", " A destination is missing.")
    if twice and not deviates("logs-source-twice"):
        text = f" Following event sources appear more then once in a request: [{_once(twice)}]."
        said += varied(text, "logs-source-twice-text", " A source comes twice.")
    if said:
        raise InvalidParameterException(f"Request validation Failed.{said}")


def _once(sources: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(sources))


def _check_source(pool: Pool, configuration: Configuration) -> None:
    """Recorded: user activity takes the Plus tier and level INFO; notifications do not go to a bucket."""
    source, level = configuration["EventSource"], configuration["LogLevel"]
    if source == NOTIFICATIONS:
        if "S3Configuration" in configuration and not deviates("logs-notifications-to-bucket"):
            raise InvalidParameterException("S3Configuration is not supported for userNotification.")
        return
    if pool.settings["UserPoolTier"] != "PLUS" and not deviates("logs-activity-in-every-tier"):
        raise FeatureUnavailableInTierException("userAuthEvents are not available in this tier.")
    if level != "INFO" and not deviates("logs-activity-of-any-level"):
        raise InvalidParameterException("Log level INFO is required for userAuthEvents.")
    for mutant, destination in NOT_TAKEN.items():
        if destination in configuration and deviates(mutant):
            raise InvalidParameterException(f"{destination} is not supported.")


NOT_TAKEN = {
    "logs-activity-not-to-group": "CloudWatchLogsConfiguration",
    "logs-activity-not-to-bucket": "S3Configuration",
    "logs-activity-not-to-stream": "FirehoseConfiguration",
}
