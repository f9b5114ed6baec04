"""CloudFormation's intrinsic functions: resolved where the template says enough, otherwise unknown, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from conformance.pool.form.document import UNKNOWN, is_unknown, unknown

ABSENT = object()  # what AWS::NoValue leaves of a property
VARIABLE = re.compile(r"\$\{(!?)([^}]*)\}")
SERVERLESS = re.compile(r"\$\{(self|opt|env|file|ssm|s3|cf|sls|aws|param|strToBool|git)\b[:.(]")
NAMES = {  # what Ref gives for a resource of these types, where the template names it
    "AWS::Cognito::UserPoolIdentityProvider": "ProviderName",
    "AWS::Cognito::UserPoolResourceServer": "Identifier",
    "AWS::Cognito::UserPoolGroup": "GroupName",
    "AWS::Cognito::UserPoolDomain": "Domain",
}
CONDITIONS = ("Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not", "Condition")


class Resolver:
    """One template with the values of its parameters."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, Any]) -> None:
        self.resources: Mapping[str, Any] = template.get("Resources") or {}
        self._declared: Mapping[str, Any] = template.get("Parameters") or {}
        self._mappings: Mapping[str, Any] = template.get("Mappings") or {}
        self._conditions: Mapping[str, Any] = template.get("Conditions") or {}
        self._given = parameters
        self._open: set[str] = set()  # what is being resolved: a circle ends as unknown

    def value(self, node: Any) -> Any:
        """The value of a node; ``ABSENT`` for none, ``{"$unknown": …}`` where the template does not say."""
        if isinstance(node, list):
            inner = [self.value(one) for one in node]
            return [one for one in inner if one is not ABSENT]
        if isinstance(node, str) and SERVERLESS.search(node):
            return unknown(f"{node}: the Serverless Framework has not resolved it yet; give what `package` writes")
        if not isinstance(node, Mapping):
            return node
        if len(node) == 1:
            (name,) = node
            if name == "Ref" or (isinstance(name, str) and (name.startswith("Fn::") or name == "Condition")):
                return self._function(name, node[name])
        inner_members = {str(name): self.value(one) for name, one in node.items()}
        return {name: one for name, one in inner_members.items() if one is not ABSENT}

    def condition(self, name: str) -> bool | None:
        """Whether a named condition holds; None where that is unknown."""
        if name not in self._conditions or f"?{name}" in self._open:
            return None
        self._open.add(f"?{name}")
        try:
            return self._holds(self._conditions[name])
        finally:
            self._open.discard(f"?{name}")

    def _function(self, name: str, given: Any) -> Any:
        if name == "Ref":
            return self._ref(str(given))
        if name == "Condition":  # a member of that name, and no function: IAM policies have one
            return {"Condition": self.value(given)} if not isinstance(given, str) else unknown(f"Condition {given}")
        known = {
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::If": self._if,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::FindInMap": self._find_in_map,
        }
        if name in CONDITIONS:
            held = self._holds({name: given})
            return unknown(f"{name[4:]}: it is unknown") if held is None else held
        if name not in known:
            return unknown(f"{name[4:]} {_short(given)}")
        try:
            return known[name](given)
        except (TypeError, ValueError, IndexError, KeyError):
            return unknown(f"{name[4:]} {_short(given)}: it is malformed")

    def _ref(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return ABSENT
        if name in self._declared:
            return self._parameter(name)
        resource = self.resources.get(name)
        member = NAMES.get(resource.get("Type", "")) if isinstance(resource, Mapping) else None
        if isinstance(resource, Mapping) and member and name not in self._open:
            self._open.add(name)
            try:
                found = self.value((resource.get("Properties") or {}).get(member, ABSENT))
            finally:
                self._open.discard(name)
            return unknown(f"Ref {name}") if found is ABSENT else found
        return unknown(f"Ref {name}")

    def _parameter(self, name: str) -> Any:
        declared = self._declared[name]
        kind = str(declared.get("Type", "String"))
        if str(declared.get("NoEcho", "")).lower() == "true":
            return unknown(f"parameter {name} is NoEcho")
        if kind.startswith("AWS::SSM::Parameter::Value"):
            return unknown(f"parameter {name} is read from SSM")
        if name in self._given:
            found = self._given[name]
        elif "Default" in declared:
            found = declared["Default"]
        else:
            return unknown(f"parameter {name} has no value")
        if (kind == "CommaDelimitedList" or kind.startswith("List<")) and isinstance(found, str):
            return [part.strip() for part in found.split(",")] if found else []
        return found

    def _sub(self, given: Any) -> Any:
        text, variables = (given, {}) if isinstance(given, str) else given
        if SERVERLESS.search(text):
            return unknown(f"Sub {text}")
        missing: list[str] = []

        def replaced(match: re.Match[str]) -> str:
            literal, name = match.groups()
            if literal:
                return f"${{{name}}}"
            found = self.value(variables[name]) if name in variables else self._named(name.strip())
            if is_unknown(found) or isinstance(found, dict | list) or found is ABSENT:
                missing.append(name)
                return ""
            return _text(found)

        done = VARIABLE.sub(replaced, text)
        return unknown(f"Sub {text}") if missing else done

    def _named(self, name: str) -> Any:
        return unknown(f"GetAtt {name}") if "." in name else self._ref(name)

    def _join(self, given: Any) -> Any:
        joint, parts = given
        found = self.value(parts)
        values = found if isinstance(found, list) else [found]
        if any(is_unknown(one) for one in values):
            return unknown(f"Join {joint.join(_shown(one) for one in values)}")
        return joint.join(_text(one) for one in values)

    def _if(self, given: Any) -> Any:
        name, yes, no = given
        held = self.condition(str(name))
        if held is not None:
            return self.value(yes if held else no)
        either = [self.value(yes), self.value(no)]
        return either[0] if either[0] == either[1] else unknown(f"If {name}: the condition is unknown")

    def _select(self, given: Any) -> Any:
        index, values = self.value(given[0]), self.value(given[1])
        if is_unknown(index) or is_unknown(values):
            return unknown(f"Select {_short(given)}")
        return values[int(index)]

    def _split(self, given: Any) -> Any:
        text = self.value(given[1])
        return unknown(f"Split {_short(given)}") if is_unknown(text) else text.split(given[0])

    def _find_in_map(self, given: Any) -> Any:
        name, *keys = (self.value(one) for one in given[:3])
        if any(is_unknown(key) for key in (name, *keys)):
            return unknown(f"FindInMap {_short(given)}")
        return self._mappings[name][keys[0]][keys[1]]

    def _holds(self, node: Any) -> bool | None:
        if isinstance(node, bool):
            return node
        (name,) = node
        given = node[name]
        if name == "Condition":
            return self.condition(str(given))
        if name == "Fn::Equals":
            left, right = (self.value(one) for one in given)
            return None if is_unknown(left) or is_unknown(right) else _text(left) == _text(right)
        held = [self._holds(one) for one in given]
        if name == "Fn::Not":
            return None if held[0] is None else not held[0]
        if name == "Fn::And":
            return False if False in held else None if None in held else True
        if name == "Fn::Or":
            return True if True in held else None if None in held else False
        return None


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shown(value: Any) -> str:
    return str(value[UNKNOWN]) if is_unknown(value) else _text(value)


def _short(given: Any) -> str:
    text = given if isinstance(given, str) else ".".join(map(str, given)) if isinstance(given, list) else str(given)
    return text[:80]
