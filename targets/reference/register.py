"""Every module that serves operations: whoever takes ``OPERATIONS`` from here has all of them registered."""

from targets.reference.core.api import OPERATIONS
from targets.reference.hosted import domains, identity_providers, links, saml_keys
from targets.reference.operations import (
    admin_users,
    app_clients,
    attributes,
    auth,
    challenges,
    client_secrets,
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
    sign_out,
    sign_up,
)

__all__ = ["MODULES", "OPERATIONS"]

MODULES = (
    pools,
    app_clients,
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
    sign_out,
    groups,
    list_users,
    domains,
    identity_providers,
    links,
    saml_keys,
)
