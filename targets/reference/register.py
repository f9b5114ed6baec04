"""Every module that serves operations: whoever takes ``OPERATIONS`` from here has all of them registered."""

from targets.reference.core.calls import OPERATIONS
from targets.reference.hosted import domains, identity_providers, links, saml_keys
from targets.reference.operations import (
    admin_users,
    attributes,
    auth,
    challenges,
    client_secrets,
    clients,
    confirmation,
    device_operations,
    groups,
    list_users,
    mfa_enrolment,
    mfa_settings,
    own_account,
    passkeys,
    pools,
    recovery,
    refresh,
    resource_servers,
    sign_up,
    signout,
)

__all__ = ["MODULES", "OPERATIONS"]

MODULES = (
    pools,
    clients,
    client_secrets,
    resource_servers,
    sign_up,
    confirmation,
    admin_users,
    own_account,
    device_operations,
    passkeys,
    attributes,
    recovery,
    auth,
    challenges,
    mfa_enrolment,
    mfa_settings,
    refresh,
    signout,
    groups,
    list_users,
    domains,
    identity_providers,
    links,
    saml_keys,
)
