"""Decrypts codes on this machine, with the AWS Encryption SDK and the key that the account lends."""

from __future__ import annotations

import base64
import logging
from typing import Any

CONTEXT = "userpool-id"  # what Cognito binds a code to, as those who read codes have found


class Opener:
    """``client`` is one of KMS behind the gate; ``key`` an ARN."""

    def __init__(self, client: Any, key: str) -> None:
        self._client, self._key = client, key
        self._opened: dict[str, str] = {}

    def open(self, sealed: str, pool: str) -> str:
        """The code in a message of the SDK in base64; empty where it belongs to another pool.

        Raises what KMS refuses, and what the SDK raises for a message that is none of the key's.
        """
        if sealed not in self._opened:
            self._opened[sealed] = self._decrypted(sealed, pool)
        return self._opened[sealed]

    def _decrypted(self, sealed: str, pool: str) -> str:
        import aws_encryption_sdk
        from aws_encryption_sdk.key_providers.kms import KMSMasterKey, KMSMasterKeyConfig

        logging.getLogger("aws_encryption_sdk").setLevel(logging.CRITICAL)  # what goes wrong is raised
        policy = aws_encryption_sdk.CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT
        key = KMSMasterKey(config=KMSMasterKeyConfig(key_id=self._key, client=self._client))
        reader = aws_encryption_sdk.EncryptionSDKClient(commitment_policy=policy, max_encrypted_data_keys=1)
        code, header = reader.decrypt(source=base64.b64decode(sealed), key_provider=key)
        if header.encryption_context.get(CONTEXT, pool) != pool:
            return ""
        return str(code.decode())
