"""How pools, clients and users are made where a property leaves it open: by the setting of its example.

A setting is no requirement: what a target does not have or refuses is made plainly. What was arranged is written with
each observation that follows, so that a divergence can say with which of it it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any
from zlib import crc32

from conformance.checking.attributes import attribute_list
from conformance.checking.exchange import Exchange, Missing
from conformance.kit import jwt
from conformance.scenario import setup, trials
from conformance.scenario.apps import App, answer_code, set_up
from conformance.scenario.dimensions import OF_THE_POOL, PLAIN, Setting, left_free, possible
from conformance.scenario.example import ExampleOver
from conformance.scenario.naming import OtherName, OtherNames
from conformance.scenario.overseeing import Overseeing
from conformance.scenario.parameters import (
    ALIASES,
    ATTRIBUTE_OF,
    BY_APP,
    DECIDES,
    MEMBERS,
    NAME_BY,
    NOT_IN_ACCOUNTS,
    PARAMETERS_OF,
    PASSED_THROUGH,
    PERMISSION,
    REFRESH_FLOWS,
    REFRESHING,
    WITH_HASH,
    WITH_SECRET,
)
from conformance.scenario.resources import Client, Pool, User
from conformance.scenario.sending import Sending
from conformance.scenario.steps import WHOLE
from conformance.transport.races import Call


class Varying(Overseeing, Sending):
    """The role that makes what a property leaves open; without a setting everything is plain."""

    def __init__(self, *example: Any) -> None:
        super().__init__(*example)
        self.setting: Setting | None = None
        self._hidden: dict[str, Client] = {}  # by id: clients of whose secret the property does not know
        self._last_made = "nobody"  # the user name of the user who was made last
        self._other_names = OtherNames()
        self._apps: dict[str, App] = {}  # by the user's sub: those that were set up at a sign-in

    def call(self, operation: str, *, signed: bool = True, **parameters: Any) -> Exchange:
        """One API call, recorded and not judged; with what the property leaves open of it (``_as_arranged``)."""
        answer = super().call(operation, signed=signed, **self._as_arranged(operation, parameters))
        self._other_names.follow(operation, parameters)
        return answer

    def race(self, *calls: Call) -> Exchange:
        """Calls at the same time, each with what the property leaves open of it."""
        return super().race(*map(self._contending, calls))

    def _contending(self, call: Call) -> Call:
        if "parameters" not in call:
            return call
        return {**call, "parameters": self._as_arranged(str(call["operation"]), dict(call["parameters"]))}

    def _as_arranged(self, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """A request with the secret of a client of which the property does not know, and another name of its user."""
        client = self._hidden.get(str(parameters.get("ClientId")))
        given = parameters if client is None else self._with_secret(operation, client, parameters)
        other = self._other_names.of(operation, given)
        if other is None or operation not in self._operations_judged:
            return given
        self._arrange({"name": other.kind})
        return {**given, "Username": other.name}

    @cached_property
    def _operations_judged(self) -> frozenset[str]:
        """The operations that the property's requirements are about; what arranges is sent in the plainest way."""
        requirements = self.context.catalog.requirements
        expanded = self.property.expanded(self.context.catalog)
        return frozenset(operation for i in expanded for operation in requirements[i].operations)

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
        """Whether a pool whose second factors the property sets up is to require them: then that is written, too.

        Not where no pool of this target can.
        """
        wanted = (
            self.setting is not None and self.setting["mfa"] == "ON" and self._works("mfa=ON", trials.requires_an_app)
        )
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
        values = {name: self._value(name) for name in left}
        if values.get("mfa") == "ON" and not self._takes_required_factors():
            values["mfa"] = "OPTIONAL"
        return values

    def _takes_required_factors(self) -> bool:
        """Whether this target can require a factor and still let people sign in, by an app or as far as the password.

        Where it refuses the right password then, that is what MFA-030 says, and nothing of what else is judged.
        """
        if self.property.signs_in:
            return self._works("mfa=ON at sign-in", trials.signs_in_with_an_app)
        return self._works("mfa=ON after the password", trials.is_asked_for_a_factor)

    def _of_a_shared_pool(self, config: Mapping[str, Any], *dimensions: str) -> dict[str, str]:
        """The same for a pool that examples share: in a sparing run plain where the property says anything of it."""
        values = self._left_open(config, *dimensions)
        if not config or not self.context.sparing or self._ranges_over_pools:
            return values
        return {name: PLAIN[name] for name in values}

    @cached_property
    def _ranges_over_pools(self) -> bool:
        """Whether a requirement of the property needs every value of a dimension of pools."""
        requirements = self.context.catalog.requirements
        return any(name in OF_THE_POOL for i in self.property.requirements for name in requirements[i].over)

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
        if self.call("SetUserPoolMfaConfig", UserPoolId=pool.id, **BY_APP, MfaConfiguration=wanted).ok:
            self.steps[-1].unneeded = (WHOLE,)
            pool.steps += self.steps[first:]
            return {"mfa": wanted}
        if not config:
            self._lacks("mfa", wanted)
        return {"mfa": "OFF"}

    # -- clients -------------------------------------------------------------------------------------------------------

    def _secret_for(self, config: Mapping[str, Any]) -> dict[str, str]:
        """Whether a client has a secret; nothing where its configuration decides that."""
        if self.setting is None or set(config) & {"GenerateSecret", "ClientSecret"}:
            return {}
        value = self._value("client")
        plain = value == PLAIN["client"] or self._works(f"client={value}", trials.refreshes_with_a_hash)
        return {"client": value if plain else PLAIN["client"]}

    def _make_client(self, pool: Pool, config: Mapping[str, Any], values: Mapping[str, str], flow: str) -> Client:
        more: dict[str, Any] = {"GenerateSecret": True} if values.get("client") == "secret" else {}
        if flow:
            more["ExplicitAuthFlows"] = sorted({*config["ExplicitAuthFlows"], *self._permissions(pool, flow)})
        client = setup.make_client(self, pool, config, more)
        client.values = dict(values) if client.secret or not values else {"client": "public"}
        client.flow = flow
        return client

    def _permissions(self, pool: Pool, flow: str) -> list[str]:
        """Of a client for sign-ins by this flow: for that alone, or for all by which users sign in at such clients."""
        if not self.context.sparing or not flow:
            return [PERMISSION[flow]] if flow else []
        flows = left_free("flow", self.property.fixed)
        return sorted({PERMISSION[each] for each in (flow, *flows) if self._allows(pool, each)})

    @staticmethod
    def _allows(pool: Pool, flow: str) -> bool:
        """Whether the pool's tier has the flow."""
        tier = pool.config.get("UserPoolTier", pool.values.get("tier", PLAIN["tier"]))
        return possible({"flow": flow, "tier": tier})

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
        if not self._allows(pool, flow):
            return PLAIN["flow"]
        works = flow == PLAIN["flow"] or self._works(f"flow={flow}", trials.signs_in_by_flow(flow))
        return flow if works else PLAIN["flow"]

    def _second_factor(self, client: Client, user: User, begun: Exchange, flow: str) -> Exchange:
        """The answer to the second factor, which the user sets up, where the setting requires one."""
        challenge = begun.get("ChallengeName")
        if client.pool.values.get("mfa") != "ON" or challenge not in ("MFA_SETUP", "SOFTWARE_TOKEN_MFA"):
            return begun
        key, admin = str(user.sub or user.username), flow.startswith("ADMIN")
        if challenge == "MFA_SETUP":
            self._apps[key], answer = set_up(self, client, user, begun, admin=admin)
            return answer
        app = self._apps.get(key)
        return begun if app is None else answer_code(self, client, user, begun, app, admin=admin)

    def _refresh_flow(self, client: Client) -> str:
        """The flow by which this example refreshes what holds of all tokens; empty for those of the sign-in itself.

        Not where the client does not allow it, or a refresh takes a confirmed device.
        """
        if self.setting is None or self.setting == PLAIN or "RefreshTokenRotation" in client.config:
            return ""
        tracked = client.pool.values.get("devices", "off") != "off" or "DeviceConfiguration" in client.pool.config
        if tracked or REFRESHING not in client.config.get("ExplicitAuthFlows", ()):
            return ""
        return REFRESH_FLOWS[crc32(self.situation.encode()) % len(REFRESH_FLOWS)]

    def _works(self, what: str, tried: Callable[[Any], object]) -> bool:
        """Whether this works on this target: tried once a run, beside any example.

        What does not work at once is tried again: a fault on the way would write it off for the whole run.
        """
        known = self.context.shared.known
        if what not in known:
            known[what] = any(self._goes(tried) for _ in range(setup.AGAIN))
            if not known[what]:
                self.context.unvaried(what)
        return known[what]

    def _goes(self, tried: Callable[[Any], object]) -> bool:
        try:
            tried(self._beside())
        except (ExampleOver, Missing):
            return False
        return True

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
        works = self._works(f"name={self._value('name')}", trials.signs_in_by(attribute))
        return (attribute, trials.fresh(self, attribute)) if works else None

    def _signs_up(self, details: setup.Details) -> bool:
        """Whether a user who is confirmed, or has a temporary password, is to sign up.

        Not where a temporary password is to be one of an invitation, or to end.
        """
        # In an account each is a message, of which few are free.
        mails = self.context.running.identity.guarded and bool(details.attributes)
        temporary = details.status == "FORCE_CHANGE_PASSWORD"
        invited = temporary and (self.property.clock or "AdminCreateUser" in self._operations_judged)
        fitting = (temporary or details.status == "CONFIRMED") and not mails and not invited
        wanted = self.setting is not None and fitting and self._value("made") == "sign-up"
        return wanted and self._works("made=sign-up", lambda quiet: quiet.user(quiet.pool(), made_by="sign-up"))

    def _by_sign_up(self, client: Client, details: setup.Details) -> User:
        """A user who signed up.

        An administrator adds what clients may not write (which addresses are verified, and custom attributes) or what
        cannot be given then (a preferred_username that is an alias), and sets a temporary password.
        """
        later = (ALIASES[-1],) if client.pool.values.get("names") == "aliases" else ()
        given = details.attributes.items()
        flags = {n: value for n, value in given if n.endswith("_verified") or n.startswith("custom:") or n in later}
        own = {name: value for name, value in details.attributes.items() if name not in flags}
        temporary = details.status == "FORCE_CHANGE_PASSWORD"
        status = "CONFIRMED" if temporary else details.status
        user = setup.sign_up_user(self, client, replace(details, attributes=own, status=status))
        who: dict[str, Any] = {"UserPoolId": client.pool.id, "Username": user.username}
        if flags and not self.call("AdminUpdateUserAttributes", **who, UserAttributes=attribute_list(flags)).ok:
            addresses = {name: value for name, value in own.items() if f"{name}_verified" in flags}
            said = attribute_list({**addresses, **flags})  # some targets verify an address only where it is given
            self.must("AdminUpdateUserAttributes", **who, UserAttributes=said)
        if temporary:
            self.must("AdminSetUserPassword", **who, Password=details.password, Permanent=False)
        return replace(user, attributes=details.attributes, status=details.status)

    def _called(self, user: User, made: str) -> User:
        """The same user, who types the user name in another case where the setting says so and that does not count."""
        self._last_made = user.username
        recased = user.login.swapcase()
        typed = user.login.isascii() and recased != user.login  # of other letters case is not always two forms of one
        wanted = self.setting is not None and self._value("name") == "case" and typed
        addresses = user.pool.values.get("names") == "addresses"
        address = "email" if "@" in user.login else "phone"
        if wanted and user.pool.values.get("case") == "ignored" and self._works("name=case", trials.signs_in_recased):
            self._arrange({"name": "case", "made": made})
            self._also_called(user, OtherName(recased, "case", ATTRIBUTE_OF[address] if addresses else ""))
            return replace(user, login=recased)
        self._arrange({"name": address if addresses else "username", "made": made})
        if addresses:
            self._also_called(user, OtherName(user.login, address, ATTRIBUTE_OF[address]))
        elif user.sub and self.setting is not None and self._value("name") == "sub":
            self._also_called(user, OtherName(user.sub, "sub"))
        return user

    def _also_called(self, user: User, other: OtherName) -> None:
        """Let administrators name the user so, where that works on this target."""
        names = str(user.pool.values.get("names"))
        if self.setting is not None and self._works(
            f"name={other.kind} for administrators, {names}", trials.is_named_so(other, names)
        ):
            self._other_names.learn(user.pool.id, user.username, other)

    def _named(
        self,
        pool: Pool,
        details: setup.Details,
        other: tuple[str, str],
        create: Callable[[Pool, setup.Details], User],
        made: str,
    ) -> User:
        """A user made in this way, who is named by an alias from now on: an administrator says that it is verified."""
        attribute, value = other
        self._arrange({"name": NAME_BY[attribute], "made": made})
        if attribute == ALIASES[-1]:
            user = create(pool, details)
            if attribute not in details.attributes:
                added = [{"Name": attribute, "Value": value}]
                self.must("AdminUpdateUserAttributes", UserPoolId=pool.id, Username=user.username, UserAttributes=added)
        else:
            attributes = {**details.attributes, attribute: value, f"{attribute}_verified": "true"}
            user = create(pool, replace(details, attributes=attributes))
        self._last_made = user.username
        self._also_called(user, OtherName(value, NAME_BY[attribute], attribute))
        return replace(user, login=value)
