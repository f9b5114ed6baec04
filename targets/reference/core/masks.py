"""How an address is shown in CodeDeliveryDetails."""

from __future__ import annotations

EMAIL = "email"
PHONE = "phone_number"
MEDIUM = {EMAIL: "EMAIL", PHONE: "SMS"}


def mask(attribute: str, destination: str) -> str:
    """Recorded: ``t***@t***`` for an e-mail address; a phone number keeps its last four digits."""
    if attribute == PHONE:
        return "+" + "*" * max(len(destination) - 5, 0) + destination[-4:]
    local, _, domain = destination.partition("@")
    return f"{local[:1]}***@{domain[:1]}***"


def delivery_details(attribute: str, destination: str) -> dict[str, str]:
    """CodeDeliveryDetails."""
    return {
        "Destination": mask(attribute, destination),
        "DeliveryMedium": MEDIUM[attribute],
        "AttributeName": attribute,
    }
