"""What cannot be taken along becomes the suite's own, or is left out. Each of these is said."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from typing import Any

from conformance.kit.idp import apple_key
from conformance.kit.saml import saml_identity, saml_metadata
from conformance.pool.form.document import ITEMS, Members, PoolDocument, is_unknown
from conformance.pool.form.known import unknown_members, withheld
from targets.interface import FunctionsUnavailable, Running

ROLE = "arn:aws:iam::123456789012:role/cc-made-up"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
SECRET = "made-up-by-the-suite"
CALLBACK = "https://callback.example.com/made-up"
NEEDS_KEY = ("CustomSMSSender", "CustomEmailSender", "KMSKeyID")  # a key of the account encrypts the codes
FEDERATED = "InboundFederation"  # its function would need to know the provider
SECRETS = {  # the members of ProviderDetails that a snapshot never has
    "Facebook": "client_secret",
    "Google": "client_secret",
    "LoginWithAmazon": "client_secret",
    "OIDC": "client_secret",
    "SignInWithApple": "private_key",
}
ENDPOINTS = {
    "authorize_url": "authorize",
    "token_url": "token",
    "attributes_url": "userinfo",
    "jwks_uri": "jwks",
}


class Replacing:
    """One document that becomes one for a target."""

    def __init__(self, document: PoolDocument, running: Running) -> None:
        self.document = copy.deepcopy(document)
        self.running = running
        self.replaced: list[str] = []  # one sentence each

    def done(self) -> PoolDocument:
        """The document to make, of the suite's own where the account's would be needed."""
        self._name_what_has_no_name()
        self._give_callbacks()
        pool = self.document.single("pool")
        self._triggers(pool)
        self._senders(pool)
        self._key(pool)
        for key, group in self.document.items("groups").items():
            if "RoleArn" in group and not is_unknown(group):
                group["RoleArn"] = ROLE
                self._say(f"groups.{key}.RoleArn", "a made-up role")
        for key, domain in self.document.items("domains").items():
            custom = domain.get("CustomDomainConfig") or {}
            if not is_unknown(custom) and custom.get("CertificateArn"):
                domain["CustomDomainConfig"]["CertificateArn"] = CERTIFICATE
                self._say(f"domains.{key}.CustomDomainConfig.CertificateArn", "a made-up certificate")
        for key, provider in self.document.items("identity_providers").items():
            self._unknown_details(key, provider)
        self._leave_out_unknown()  # what is replaced need not be known, so this comes after it
        for key, provider in self.document.items("identity_providers").items():
            self._provider(key, provider)
        self._leave_out_account()
        return self.document

    def _say(self, place: str, what: str) -> None:
        self.replaced.append(f"{place}: {what}")

    def _drop(self, members: Members, name: str, place: str, why: str) -> None:
        if members.get(name):
            self._say(f"{place}.{name}", f"left out: {why}")
        members.pop(name, None)

    def _leave_out_unknown(self) -> None:
        for place in unknown_members(self.document):
            self._say(place, "left out: this version does not know it")
        for part, value in self.document.parts.items():
            if part in ITEMS:
                self.document.parts[part] = {key: withheld(part, item) for key, item in value.items()}
            else:
                self.document.parts[part] = withheld(part, value)
        for place, why in self.document.unresolved():
            if not any(line.startswith(f"{place}:") for line in self.replaced):
                self._say(place, f"left out: unknown: {why}")
        self.document.parts = {name: _resolved(part) for name, part in self.document.parts.items()}

    def _name_what_has_no_name(self) -> None:
        """A name that the document does not know is made up."""
        for part in ("domains", "identity_providers", "resource_servers", "groups"):
            items = self.document.items(part)
            for key in [key for key in items if key.startswith("?")]:
                name = made_up_name(key)
                items[name] = items.pop(key)
                self._say(f"{part}.{key}", f"called {name}, for its name is unknown")

    def _give_callbacks(self) -> None:
        """A client that is to have callbacks that nobody knows gets one, or it could not be made."""
        for key, client in self.document.items("clients").items():
            for name in ("CallbackURLs", "LogoutURLs"):
                value = client.get(name)
                known = [url for url in value if not is_unknown(url)] if isinstance(value, list) else []
                if is_unknown(value) or (isinstance(value, list) and len(known) < len(value)):
                    client[name] = [*known, CALLBACK]
                    self._say(f"clients.{key}.{name}", f"{CALLBACK} for what is unknown")

    def _triggers(self, pool: Members) -> None:
        """Every trigger becomes a function that leaves the event as it came."""
        given: Members = pool.get("LambdaConfig") or {}
        if is_unknown(given):
            return
        for name in (*NEEDS_KEY, FEDERATED):
            self._drop(given, name, "pool.LambdaConfig", "it needs something of the account")
        if not given:
            return
        try:
            own = self._function()
        except FunctionsUnavailable as error:
            pool["LambdaConfig"] = {}
            self._say("pool.LambdaConfig", f"left out: {error}")
            return
        for name, value in given.items():
            versioned = isinstance(value, Mapping) and not is_unknown(value)
            given[name] = {**value, "LambdaArn": own} if versioned else own
            self._say(f"pool.LambdaConfig.{name}", "a function of the suite's own, which leaves the event as it came")
        pool["LambdaConfig"] = given

    def _function(self) -> str:
        if self.running.functions is None:
            raise FunctionsUnavailable("the target runs no functions")
        return self.running.functions.deploy({})

    def _senders(self, pool: Members) -> None:
        factor = self.document.single("mfa").get("SmsMfaConfiguration") or {}
        if pool.get("SmsConfiguration") or factor.get("SmsConfiguration"):
            pool["SmsConfiguration"] = dict(self.running.sender("sms") or {})
            self._say("pool.SmsConfiguration", "a made-up role")
        mail: Members = pool.get("EmailConfiguration") or {}
        if is_unknown(mail):
            return
        if mail.get("EmailSendingAccount") == "DEVELOPER" or mail.get("SourceArn"):
            kept = {name: mail[name] for name in ("ReplyToEmailAddress",) if name in mail}
            pool["EmailConfiguration"] = {**kept, **(self.running.sender("email") or {})}
            self._say("pool.EmailConfiguration", "a made-up sender")

    def _key(self, pool: Members) -> None:
        key = pool.get("KeyConfiguration") or {}
        if not is_unknown(key) and key.get("KmsKeyArn"):
            self._drop(pool, "KeyConfiguration", "pool", "it needs a key of the account")

    def _unknown_details(self, key: str, provider: Members) -> None:
        """A provider is not made without its client id and the like, whatever they are."""
        details = provider.get("ProviderDetails")
        if is_unknown(provider) or not isinstance(details, Mapping) or is_unknown(details):
            return
        for name in [name for name, value in details.items() if is_unknown(value)]:
            provider["ProviderDetails"] = {**provider["ProviderDetails"], name: _made_up(name)}
            self._say(f"identity_providers.{key}.ProviderDetails.{name}", "made up, for it is unknown")

    def _provider(self, key: str, provider: Members) -> None:
        kind, details = str(provider.get("ProviderType")), dict(provider.get("ProviderDetails") or {})
        place = f"identity_providers.{key}.ProviderDetails"
        if name := SECRETS.get(kind):
            details[name] = apple_key() if name == "private_key" else SECRET
            self._say(f"{place}.{name}", "made up")
        if kind == "OIDC":
            issuer = str(details.get("oidc_issuer", "https://idp.example.com")).rstrip("/")
            for name, path in ENDPOINTS.items():
                if name not in details:
                    details[name] = f"{issuer}/{path}"
                    self._say(f"{place}.{name}", "made up, for nobody is asked")
        if kind == "SAML" and "MetadataURL" in details:
            del details["MetadataURL"]
            own = "https://idp.example.com"
            certificate = saml_identity()["certificate"]
            details["MetadataFile"] = saml_metadata(own, certificate, f"{own}/sso", f"{own}/slo")
            self._say(f"{place}.MetadataURL", "the metadata of a provider of the suite's own")
        provider["ProviderDetails"] = details

    def _leave_out_account(self) -> None:
        """What leads to other services of the account, and what cannot be uploaded again."""
        for key, client in self.document.items("clients").items():
            self._drop(client, "AnalyticsConfiguration", f"clients.{key}", "it leads to a project of the account")
        for key, item in self.document.items("branding").items():
            for name in ("Settings", "Assets"):
                self._drop(item, name, f"branding.{key}", "pictures and settings are not taken along")
        for key, item in self.document.items("ui").items():
            self._drop(item, "ImageUrl", f"ui.{key}", "pictures are not taken along")
        for key, item in self.document.items("risk").items():
            takeover = item.get("AccountTakeoverRiskConfiguration") or {}
            place = f"risk.{key}.AccountTakeoverRiskConfiguration"
            self._drop(takeover, "NotifyConfiguration", place, "its sender is the account's")
        self._drop(self.document.single("log_delivery"), "LogConfigurations", "log_delivery", "they lead elsewhere")
        for key in list(self.document.items("replicas")):
            self._drop(self.document.items("replicas"), key, "replicas", "another Region is not made")


def _made_up(detail: str) -> str:
    """A value for a detail of a provider: an address where it is one."""
    address = detail in ENDPOINTS or detail in ("oidc_issuer", "MetadataURL")
    return f"https://idp.example.com/{ENDPOINTS.get(detail, '')}".rstrip("/") if address else SECRET


def made_up_name(key: str) -> str:
    """The name of an item whose own is not known; any other keeps its name."""
    return f"cc-{hashlib.sha256(key.encode()).hexdigest()[:12]}" if key.startswith("?") else key


def _resolved(value: Any) -> Any:
    """A copy without what is unknown."""
    if isinstance(value, Mapping):
        return {name: _resolved(inner) for name, inner in value.items() if not is_unknown(inner)}
    if isinstance(value, list):
        return [_resolved(inner) for inner in value if not is_unknown(inner)]
    return value
