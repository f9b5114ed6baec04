"""How pools, clients and users are made where a property leaves it open: by the setting of its example.

A setting is no requirement: what a target does not have or refuses is made plainly. What was arranged is written with
each observation that follows, so that a divergence can say with which of it it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from conformance.checking.attributes import attribute_list
from conformance.checking.exchange import Exchange, Missing
from conformance.kit import jwt
from conformance.scenario import setup
from conformance.scenario.dimensions import FREE, PLAIN, Setting, left_free, possible
from conformance.scenario.example import ExampleOver
from conformance.scenario.overseeing import Overseeing
from conformance.scenario.resources import Client, Pool, User
from conformance.scenario.sending import Sending
from conformance.transport.races import Call

ALIASES = ("email", "phone_number", "preferred_username")
MEMBERS: Mapping[tuple[str, str], dict[str, Any]] = {  # of CreateUserPool, by dimension and value
    ("names", "aliases"): {"AliasAttributes": list(ALIASES)},
    ("names", "addresses"): {"UsernameAttributes": ["email", "phone_number"]},
    ("devices", "always"): {"DeviceConfiguration": {"DeviceOnlyRememberedOnUserPrompt": False}},
    ("devices", "asked"): {"DeviceConfiguration": {"DeviceOnlyRememberedOnUserPrompt": True}},
    ("tier", "PLUS"): {"UserPoolTier": "PLUS"},
    ("tier", "LITE"): {"UserPoolTier": "LITE"},
    ("case", "ignored"): {"UsernameConfiguration": {"CaseSensitive": False}},
}
DECIDES: Mapping[str, tuple[str, ...]] = {  # the members by which a property decides a dimension itself
    "names": ("AliasAttributes", "UsernameAttributes"),
    "devices": ("DeviceConfiguration",),
    "tier": ("UserPoolTier", "UserPoolAddOns"),
    "triggers": ("LambdaConfig",),
    "case": ("UsernameConfiguration",),
    "mfa": ("MfaConfiguration", "DeviceConfiguration"),
}
PASSED_THROUGH = ("PreSignUp", "PreTokenGeneration")  # triggers on the way to a user and to tokens
NOT_IN_ACCOUNTS = ("tier", "triggers")  # tiers have prices there, and functions take long to deploy
OAUTH = ("AllowedOAuthFlows", "AllowedOAuthScopes", "CallbackURLs", "AllowedOAuthFlowsUserPoolClient")
ATTRIBUTE_OF = {
    "email": "email",
    "phone": "phone_number",
    "preferred_username": "preferred_username",
}  # by kind of name
NAME_BY = {attribute: kind for kind, attribute in ATTRIBUTE_OF.items()}
PARAMETERS_OF = {
    "InitiateAuth": "AuthParameters",
    "AdminInitiateAuth": "AuthParameters",
    "RespondToAuthChallenge": "ChallengeResponses",
    "AdminRespondToAuthChallenge": "ChallengeResponses",
}
PERMISSION = {flow: f"ALLOW_{flow}" for flow in FREE["flow"].free}
REFRESHING = "ALLOW_REFRESH_TOKEN_AUTH"
WITH_HASH = ("SignUp", "ConfirmSignUp", "ResendConfirmationCode", "ForgotPassword", "ConfirmForgotPassword")
WITH_SECRET = ("RevokeToken", "GetTokensFromRefreshToken")


class Varying(Overseeing, Sending):
    """The role that makes what a property leaves open; without a setting everything is plain."""

    def __init__(self, *example: Any) -> None:
        super().__init__(*example)
        self.setting: Setting | None = None
        self._hidden: dict[str, Client] = {}  # by id: clients of whose secret the property does not know
        self._last_made = "nobody"  # the user name of the user who was made last

    def call(self, operation: str, *, signed: bool = True, **parameters: Any) -> Exchange:
        """One API call, recorded and not judged; with the secret of a client of which the property does not know."""
        client = self._hidden.get(str(parameters.get("ClientId")))
        given = parameters if client is None else self._with_secret(operation, client, parameters)
        return super().call(operation, signed=signed, **given)

    def race(self, *calls: Call) -> Exchange:
        """Calls at the same time, each with the secret of a client of which the property does not know."""
        return super().race(*map(self._contending, calls))

    def _contending(self, call: Call) -> Call:
        client = self._hidden.get(str(call.get("parameters", {}).get("ClientId")))
        if client is None:
            return call
        return {**call, "parameters": self._with_secret(str(call["operation"]), client, dict(call["parameters"]))}

    def _value(self, dimension: str) -> str:
        """The value of the setting; where this target was seen not to have it, the first one that it may have.

        That is the plain one but on a target that, unasked, has something else (UsernameAttributes in every pool).
        """
        wanted = (self.setting or PLAIN)[dimension]
        for value in (wanted, *left_free(dimension, self.property.fixed)):
            if self.context.shared.known.get(f"{dimension}={value}", True):
                return value
        return PLAIN[dimension]

    def _lacks(self, dimension: str, value: str) -> None:
        """From now on nothing is made so on this target."""
        self.context.shared.known[f"{dimension}={value}"] = False
        self.context.unvaried(f"{dimension}={value}")

    def _arrange(self, values: Mapping[str, str]) -> None:
        """Write these values with what is observed from now on; of a race nothing, whose outcome is chance's, too."""
        if self.setting is not None and not self.property.races:
            self.arranged = {**self.arranged, **values}

    def wants_factors_required(self) -> bool:
        """Whether a pool whose second factors the property sets up is to require them: then that is written, too."""
        wanted = self.setting is not None and self.setting["mfa"] == "ON"
        if wanted:
            self._arrange({"mfa": "ON"})
        return wanted

    # -- pools ---------------------------------------------------------------------------------------------------------

    def _left_open(self, config: Mapping[str, Any], *dimensions: str) -> dict[str, str]:
        """The values for those of these dimensions that a configuration of a pool does not decide."""
        if self.setting is None:
            return {}
        left = [name for name in dimensions if not set(DECIDES[name]) & set(config)]
        if self.context.running.identity.guarded:
            left = [name for name in left if name not in NOT_IN_ACCOUNTS]
        return {name: self._value(name) for name in left}

    def _make_pool(self, config: Mapping[str, Any], values: Mapping[str, str]) -> Pool:
        """A pool with these values; a plain one where the target refuses that."""
        members: dict[str, Any] = {}
        for each in values.items():
            members |= MEMBERS.get(each, {})
        first = len(self.steps)
        if values.get("triggers") == "some":
            functions = self._passing_function()
            members |= functions
            values = {**values, "triggers": "some" if functions else "none"}
        pool = setup.make_pool(self, config, members) if members else None
        if pool is None:
            if not config and len(members) == 1:
                self._refused(values)
            values = {name: PLAIN[name] if name != "mfa" else value for name, value in values.items()}
            pool = setup.make_pool(self, config)
        pool.steps = self.steps[first:]
        pool.values = {**values, **self._ask_for_factors(pool, config, values)}
        return pool

    def _learns_names(self, pool: Pool) -> bool:
        """Note where this pool shows that the target gives UsernameAttributes unasked; whether to make another one.

        Pools are then made with UsernameAttributes wherever a property leaves that open: without, the same calls would
        make another pool on Cognito, and a replay there would judge something else.
        """
        names = pool.values.get("names")
        if names in (None, "addresses") or not pool.created.get("UserPool.UsernameAttributes"):
            return False
        if not self.context.shared.known.get(f"names={names}", True):
            return False
        self._lacks("names", names)
        return self._value("names") != names

    def _passing_function(self) -> dict[str, Any]:
        """The members by which a pool has a function that changes nothing; none where functions do not run."""
        arn = self._deployed({})
        if arn is None:
            self._lacks("triggers", "some")
        return {"LambdaConfig": dict.fromkeys(PASSED_THROUGH, arn)} if arn is not None else {}

    def _refused(self, values: Mapping[str, str]) -> None:
        for dimension, value in values.items():
            if (dimension, value) in {*MEMBERS, ("triggers", "some")}:
                self._lacks(dimension, value)

    def _ask_for_factors(self, pool: Pool, config: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, str]:
        """Let users of the pool have an authenticator app, or demand one of them, where the setting says so."""
        wanted = values.get("mfa", PLAIN["mfa"])
        if wanted == PLAIN["mfa"]:
            return {}
        first = len(self.steps)
        app: dict[str, Any] = {"SoftwareTokenMfaConfiguration": {"Enabled": True}, "MfaConfiguration": wanted}
        if self.call("SetUserPoolMfaConfig", UserPoolId=pool.id, **app).ok:
            pool.steps += self.steps[first:]
            return {"mfa": wanted}
        if not config:
            self._lacks("mfa", wanted)
        return {"mfa": "OFF"}

    # -- clients -------------------------------------------------------------------------------------------------------

    def _secret_for(self, config: Mapping[str, Any]) -> dict[str, str]:
        """Whether a client has a secret; nothing where its configuration decides that."""
        if self.setting is None or set(config) & {"GenerateSecret", "ClientSecret", *OAUTH}:
            return {}
        value = self._value("client")
        plain = value == PLAIN["client"] or self._works(f"client={value}", _refreshes_with_a_hash)
        return {"client": value if plain else PLAIN["client"]}

    def _make_client(self, pool: Pool, config: Mapping[str, Any], values: Mapping[str, str], flow: str) -> Client:
        more: dict[str, Any] = {"GenerateSecret": True} if values.get("client") == "secret" else {}
        if flow:
            more["ExplicitAuthFlows"] = sorted({*config["ExplicitAuthFlows"], PERMISSION[flow]})
        client = setup.make_client(self, pool, config, more)
        client.values = dict(values) if client.secret or not values else {"client": "public"}
        client.flow = flow
        return client

    def _use(self, client: Client) -> None:
        """Write how a client and its pool were made, and remember a secret that the property does not know of."""
        self._arrange({**client.pool.values, **client.values})
        if client.values.get("client") == "secret":
            self._hidden[client.id] = client

    def _with_secret(self, operation: str, client: Client, parameters: dict[str, Any]) -> dict[str, Any]:
        """The same request, with what a client that has a secret sends along."""
        if operation in WITH_SECRET:
            return {"ClientSecret": client.secret, **parameters}
        member = PARAMETERS_OF.get(operation)
        given = parameters.get(member) if member else None
        if member and isinstance(given, Mapping):
            name = self._subject(given)
            known = name is None or "SECRET_HASH" in given
            return parameters if known else {**parameters, member: {**given, "SECRET_HASH": self._hash(client, name)}}
        name = parameters.get("Username")
        if operation in WITH_HASH and isinstance(name, str) and name and "SecretHash" not in parameters:
            return {**parameters, "SecretHash": self._hash(client, name)}
        return parameters

    def _hash(self, client: Client, name: str | None) -> str | None:
        return self.secret_hash(client, str(name))

    def _subject(self, given: Mapping[str, Any]) -> str | None:
        """The name that a SECRET_HASH is made with: the one that is typed, or that of the refreshed token's user.

        A token that nobody got, a changed one for example, is taken for that of the user who was made last: without a
        hash it would be refused for that alone.
        """
        token = given.get("REFRESH_TOKEN")
        name = given.get("USERNAME") or (self._signed_in_by(token) or self._last_made if token is not None else None)
        return name if isinstance(name, str) and name else None

    def _signed_in_by(self, token: Any) -> str | None:
        """The user name in the access token that came with this refresh token, in this example."""
        for step in reversed(self.steps):
            answer = step.exchange
            if token and answer is not None and answer.get("AuthenticationResult.RefreshToken") == token:
                try:
                    return str(jwt.payload(str(answer.get("AuthenticationResult.AccessToken")))["username"])
                except (KeyError, TypeError, ValueError):  # no access token that one can read: then nobody knows
                    return None
        return None

    # -- sign-ins ------------------------------------------------------------------------------------------------------

    def _flow_for(self, pool: Pool, config: Mapping[str, Any]) -> str:
        """The flow by which a client that takes passwords signs in; empty where its configuration decides that."""
        if self.setting is None or PERMISSION[PLAIN["flow"]] not in config.get("ExplicitAuthFlows", ()):
            return ""
        flow = self._value("flow")
        if not possible(
            {"flow": flow, "tier": pool.config.get("UserPoolTier", pool.values.get("tier", PLAIN["tier"]))}
        ):
            return PLAIN["flow"]
        return flow if flow == PLAIN["flow"] or self._works(f"flow={flow}", _signs_in_by_flow(flow)) else PLAIN["flow"]

    def _works(self, what: str, tried: Callable[[Any], object]) -> bool:
        """Whether this works on this target: tried once, beside any example."""
        known = self.context.shared.known
        if what not in known:
            try:
                tried(self._beside())
                known[what] = True
            except (ExampleOver, Missing):
                known[what] = False
                self.context.unvaried(what)
        return known[what]

    def _beside(self) -> Any:
        """A scenario that judges nothing."""
        raise NotImplementedError

    # -- users ---------------------------------------------------------------------------------------------------------

    def _other_name(self, pool: Pool, details: setup.Details) -> tuple[str, str] | None:
        """The attribute by which the user is to be named, and its value; None where that is the user name."""
        attribute = ATTRIBUTE_OF.get(self._value("name")) if self.setting is not None else None
        if attribute is None or pool.values.get("names") != "aliases" or details.status == "UNCONFIRMED":
            return None
        given, verified = details.attributes.get(attribute), details.attributes.get(f"{attribute}_verified")
        if given is not None:
            return (attribute, given) if verified == "true" or attribute == ALIASES[-1] else None
        if verified is not None:
            return None
        fresh = {"email": self.email, "phone_number": self.phone, "preferred_username": self.name}[attribute]
        return (attribute, fresh()) if self._signs_in_by(attribute) else None

    def _signs_in_by(self, attribute: str) -> bool:
        """Whether this target lets a user sign in by such an alias at all; tried where no function takes note of it."""

        def tried(quiet: Any) -> None:
            pool = quiet.pool(**MEMBERS["names", "aliases"])
            fresh = {"email": quiet.email, "phone_number": quiet.phone, "preferred_username": quiet.name}[attribute]
            details = setup.Details(quiet.name("probe"), "Correct-Horse7", {}, "CONFIRMED")
            user = quiet._named(pool, details, (attribute, fresh()))
            client = quiet.client(pool, ExplicitAuthFlows=[PERMISSION[PLAIN["flow"]], REFRESHING])
            quiet.sign_in(client, user)

        return self._works(f"name={self._value('name')}", tried)

    def _signs_up(self, details: setup.Details) -> bool:
        """Whether a confirmed user is to sign up."""
        # In an account each is a message, of which few are free.
        mails = self.context.running.identity.guarded and bool(details.attributes)
        confirmed = details.status == "CONFIRMED" and not mails
        wanted = self.setting is not None and confirmed and self._value("made") == "sign-up"
        return wanted and self._works("made=sign-up", lambda quiet: quiet.user(quiet.pool(), made_by="sign-up"))

    def _signed_up(self, client: Client, details: setup.Details) -> User:
        """A user who signed up.

        An administrator adds what clients may not write: which addresses are verified, and custom attributes.
        """
        given = details.attributes.items()
        flags = {name: value for name, value in given if name.endswith("_verified") or name.startswith("custom:")}
        own = {name: value for name, value in details.attributes.items() if name not in flags}
        user = setup.sign_up_user(self, client, replace(details, attributes=own))
        if not flags:
            return user
        said = attribute_list(flags)
        self.must("AdminUpdateUserAttributes", UserPoolId=client.pool.id, Username=user.username, UserAttributes=said)
        return replace(user, attributes=details.attributes)

    def _called(self, user: User, made: str) -> User:
        """The same user, who types the user name in another case where the setting says so and that does not count."""
        self._last_made = user.username
        recased = user.login.swapcase()
        wanted = self.setting is not None and self._value("name") == "case" and recased != user.login
        if wanted and user.pool.values.get("case") == "ignored" and self._works("name=case", _signs_in_recased):
            self._arrange({"name": "case", "made": made})
            return replace(user, login=recased)
        address = "email" if "@" in user.login else "phone"
        self._arrange({"name": address if user.pool.values.get("names") == "addresses" else "username", "made": made})
        return user

    def _named(self, pool: Pool, details: setup.Details, other: tuple[str, str]) -> User:
        """A user made by an administrator, who is named by an alias from now on."""
        attribute, value = other
        self._arrange({"name": NAME_BY[attribute], "made": "administrator"})
        if attribute == ALIASES[-1]:
            user = setup.create_user(self, pool, details)
            if attribute not in details.attributes:
                added = [{"Name": attribute, "Value": value}]
                self.must("AdminUpdateUserAttributes", UserPoolId=pool.id, Username=user.username, UserAttributes=added)
        else:
            attributes = {**details.attributes, attribute: value, f"{attribute}_verified": "true"}
            user = setup.create_user(self, pool, replace(details, attributes=attributes))
        self._last_made = user.username
        return replace(user, login=value)


def _refreshes_with_a_hash(quiet: Any) -> None:
    """Sign-ins and refreshes with the hash of the user name: what goes wrong there has requirements of its own."""
    for pool in (quiet.pool(), quiet.pool(UsernameAttributes=["email"])):
        client = quiet.own_client(pool, GenerateSecret=True, ExplicitAuthFlows=[PERMISSION[PLAIN["flow"]], REFRESHING])
        user = quiet.user(pool)
        typed = {"USERNAME": user.login, "PASSWORD": user.password}
        typed["SECRET_HASH"] = quiet.secret_hash(client, user.login)
        begun = quiet.must("InitiateAuth", ClientId=client.id, AuthFlow=PLAIN["flow"], AuthParameters=typed)
        token = {"REFRESH_TOKEN": begun.text("AuthenticationResult.RefreshToken")}
        token["SECRET_HASH"] = quiet.secret_hash(client, user.username)
        quiet.must("InitiateAuth", ClientId=client.id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=token)


def _signs_in_recased(quiet: Any) -> None:
    pool = quiet.pool(**MEMBERS["case", "ignored"])
    user = quiet.user(pool)
    client = quiet.client(pool, ExplicitAuthFlows=[PERMISSION[PLAIN["flow"]], REFRESHING])
    quiet.sign_in(client, replace(user, login=user.login.swapcase()))


def _signs_in_by_flow(flow: str) -> Callable[[Any], object]:
    def tried(quiet: Any) -> object:
        pool = quiet.pool()
        client = quiet.client(pool, ExplicitAuthFlows=[PERMISSION[flow], REFRESHING])
        return quiet.sign_in(client, quiet.user(pool), flow=flow)

    return tried
