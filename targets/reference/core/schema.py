"""The attributes a pool knows, and what values they take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import InvalidParameterException

EMAIL_FORM = re.compile(r"[^@\s]+@[^@\s]+")
PHONE_FORM = re.compile(r"\+[0-9]{1,15}")
VERIFIED_FLAGS = {"email_verified": "email", "phone_number_verified": "phone_number"}
STANDARD_STRINGS = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "gender",
    "zoneinfo",
    "locale",
    "phone_number",
    "address",
]


@dataclass(frozen=True)
class SchemaAttribute:
    """One attribute of the schema; ``name`` has its prefix (custom: or dev:)."""

    name: str
    data_type: str = "String"
    mutable: bool = True
    required: bool = False
    developer_only: bool = False
    string_limits: Mapping[str, str] | None = None
    number_limits: Mapping[str, str] | None = None

    def described(self) -> dict[str, Any]:
        """As DescribeUserPool shows it."""
        shown: dict[str, Any] = {
            "Name": self.name,
            "AttributeDataType": self.data_type,
            "DeveloperOnlyAttribute": self.developer_only,
            "Mutable": self.mutable,
            "Required": self.required,
        }
        if self.string_limits is not None:
            shown["StringAttributeConstraints"] = dict(self.string_limits)
        if self.number_limits is not None:
            shown["NumberAttributeConstraints"] = dict(self.number_limits)
        return shown


def standard_schema() -> dict[str, SchemaAttribute]:
    """Recorded: every pool has these, ``sub`` immutable and required, ``birthdate`` ten characters long."""
    wide = {"MinLength": "0", "MaxLength": "2048"}
    listed = [
        SchemaAttribute("sub", mutable=False, required=True, string_limits={"MinLength": "1", "MaxLength": "2048"}),
        *(SchemaAttribute(name, string_limits=wide) for name in STANDARD_STRINGS),
        SchemaAttribute("birthdate", string_limits={"MinLength": "10", "MaxLength": "10"}),
        *(SchemaAttribute(name, data_type="Boolean") for name in VERIFIED_FLAGS),
        SchemaAttribute("updated_at", data_type="Number", number_limits={"MinValue": "0"}),
    ]
    return {attribute.name: attribute for attribute in listed}


def schema_from(requested: list[dict[str, Any]]) -> dict[str, SchemaAttribute]:
    """The standard schema changed and widened by ``Schema`` of CreateUserPool."""
    standard = standard_schema()
    schema = dict(standard)
    for entry in requested:
        known = standard.get(entry["Name"])
        if known is not None:
            schema[known.name] = _standard(known, entry)
        else:
            attribute = custom_attribute(entry)
            schema[attribute.name] = attribute
    return schema


def custom_attribute(entry: dict[str, Any]) -> SchemaAttribute:
    """Recorded: a name that has the prefix already gets a second one; custom attributes are never required."""
    if entry.get("Required") and not deviates("pool-custom-required"):
        text = "Required custom attributes are not supported currently."
        raise InvalidParameterException(varied(text, "pool-custom-required-text", "Invalid attribute."))
    developer_only = bool(entry.get("DeveloperOnlyAttribute"))
    prefix = "dev" if developer_only and not deviates("attr-dev-prefix-custom") else "custom"
    data_type = entry.get("AttributeDataType", "String")
    return SchemaAttribute(
        f"{prefix}:{entry['Name']}",
        data_type=data_type,
        mutable=entry.get("Mutable", True),
        developer_only=developer_only,
        string_limits=entry.get("StringAttributeConstraints", {}) if data_type == "String" else None,
        number_limits=entry.get("NumberAttributeConstraints", {}) if data_type == "Number" else None,
    )


def _standard(known: SchemaAttribute, entry: dict[str, Any]) -> SchemaAttribute:
    return SchemaAttribute(
        known.name,
        data_type=known.data_type,
        mutable=entry.get("Mutable", known.mutable),
        required=entry.get("Required", known.required),
        string_limits=entry.get("StringAttributeConstraints", known.string_limits),
        number_limits=entry.get("NumberAttributeConstraints", known.number_limits),
    )


def value_problem(attribute: SchemaAttribute, value: str) -> str | None:
    """What the schema says against a value."""
    if attribute.data_type == "String":
        return _length_problem(attribute.string_limits or {}, value)
    if attribute.data_type == "Number":
        return _number_problem(attribute.number_limits or {}, value)
    if attribute.data_type == "Boolean" and value.lower() not in {"true", "false"}:
        return "Attribute is not a boolean"
    return None


def _length_problem(limits: Mapping[str, str], value: str) -> str | None:
    if limits.get("MaxLength") == "10" == limits.get("MinLength") and deviates("attr-birthdate-free"):
        return None
    more = 10 if limits.get("MaxLength") == "2048" and deviates("attr-no-maximum") else 0
    more += deviates("attr-length-off-by-one")
    if "MaxLength" in limits and len(value) > int(limits["MaxLength"]) + more:
        return f"String must be no longer than {limits['MaxLength']} characters"
    if "MinLength" in limits and len(value) < int(limits["MinLength"]) and not deviates("attr-no-minimum-length"):
        return f"String must be at least {limits['MinLength']} characters"
    return None


def _number_problem(limits: Mapping[str, str], value: str) -> str | None:
    if not re.fullmatch(r"-?[0-9]+", value):
        return None if deviates("attr-number-of-letters") else "Attribute is not a number"
    if "MaxValue" in limits and int(value) > int(limits["MaxValue"]) + deviates("attr-number-off-by-one"):
        return f"Number must be no more than {limits['MaxValue']}"
    if "MinValue" in limits and int(value) < int(limits["MinValue"]) and not deviates("attr-no-minimum-value"):
        return f"Number must be no less than {limits['MinValue']}"
    return None


def check_form(attributes: Mapping[str, str]) -> None:
    """Recorded: addresses and phone numbers have texts of their own."""
    if not has_form("email", attributes.get("email", "")):
        text = "Invalid email address format."
        raise InvalidParameterException(varied(text, "malformed-email-text", "email: not an address"))
    if not has_form("phone_number", attributes.get("phone_number", "")):
        raise InvalidParameterException("Invalid phone number format.")


def has_form(name: str, value: str) -> bool:
    """Whether a value has the form of such an attribute, or is none."""
    form = {"email": EMAIL_FORM, "phone_number": PHONE_FORM}[name]
    return not value or form.fullmatch(value) is not None


def check_new_user(schema: Mapping[str, SchemaAttribute], attributes: Mapping[str, str], *, required: bool) -> None:
    """Recorded: the text ends with a newline, and attributes are checked before the user name is looked up."""
    problems = []
    for name, value in attributes.items():
        if name not in schema:
            if not deviates("sign-up-any-attribute" if required else "admin-create-any-attribute"):
                text = f"{name}: Attribute does not exist in the schema.\n"
                problems.append(varied(text, "unknown-attribute-text", f"{name} is unknown.\n"))
        elif name == "sub":
            problems.append(f"{name}: Attribute cannot be updated.\n")
        elif found := value_problem(schema[name], value):
            problems.append(f"{name}: {found}\n")
    wanted = required and not deviates("required-attributes-not-wanted")
    if wanted or deviates("admin-create-wants-required"):
        problems += [f"{name}: The attribute is required\n" for name in missing_required(schema, attributes)]
    if problems:
        raise InvalidParameterException(f"Attributes did not conform to the schema: {''.join(problems)}")
    overlooked = {"email": "sign-up-any-email" if required else "admin-create-any-email"}
    overlooked |= {"phone_number": "sign-up-any-phone-number"} if required else {}
    check_form({name: value for name, value in attributes.items() if not _overlooks(overlooked, name, value)})


def _overlooks(mutants: Mapping[str, str], name: str, value: str) -> bool:
    """Whether a mutant takes an address of any form."""
    return name in mutants and deviates(mutants[name], here=not has_form(name, value))


def missing_required(schema: Mapping[str, SchemaAttribute], attributes: Mapping[str, str]) -> list[str]:
    """Required attributes that have no value."""
    return [
        name for name, attribute in schema.items() if attribute.required and name != "sub" and not attributes.get(name)
    ]


def _fixed(attribute: SchemaAttribute, *, empty: bool, invited: bool) -> bool:
    """Whether the value can no longer be written."""
    if attribute.mutable or deviates("attr-immutable-changes"):
        return False
    return not empty or not (invited or deviates("attr-immutable-set-late"))


def check_update(
    schema: Mapping[str, SchemaAttribute],
    attributes: Mapping[str, str],
    present: Mapping[str, str],
    *,
    invited: bool = False,
) -> None:
    """Recorded: ``user.custom:x: Attribute cannot be updated.`` and a newline, for an immutable one.

    Documented: whether or not it has a value. It is set when the user is created, or never; ``invited`` users who set
    their first password may still give what they lack.
    """
    problems = []
    for name, value in attributes.items():
        if name not in schema and name != "username" and deviates("attr-schema-unchecked"):
            continue
        if name not in schema:
            text = varied("Attribute does not exist in the schema", "attr-schema-text", "Unknown attribute")
            problems.append(f"user.{name}: {text}.\n")
        elif name == "sub" or _fixed(schema[name], empty=name not in present, invited=invited):
            problems.append(f"user.{name}: Attribute cannot be updated.\n")
        elif value and (found := value_problem(schema[name], value)):
            problems.append(f"user.{name}: {found}\n")
    if problems:
        raise InvalidParameterException("".join(problems))
    check_form(attributes)
