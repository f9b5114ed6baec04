"""The modules that serve operations; importing this one registers them all."""

from targets.reference import (
    admin_users,
    attributes,
    auth,
    challenges,
    clients,
    confirmation,
    groups,
    listing,
    mfa_enrolment,
    mfa_settings,
    own_account,
    pools,
    recovery,
    refresh,
    resource_servers,
    sign_up,
    signout,
)
from targets.reference.hosted import domains, identity_providers

AREAS = (
    pools,
    clients,
    resource_servers,
    sign_up,
    confirmation,
    admin_users,
    own_account,
    attributes,
    recovery,
    auth,
    challenges,
    mfa_enrolment,
    mfa_settings,
    refresh,
    signout,
    groups,
    listing,
    domains,
    identity_providers,
)
