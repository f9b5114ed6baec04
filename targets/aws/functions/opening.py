"""Decrypts codes on this machine, with the AWS Encryption SDK and the key that the account lends."""

from __future__ import annotations

import base64
import logging
import threading
from typing import Any

from targets.aws.functions.asking import asked, said_by

CONTEXT = "userpool-id"  # what Cognito binds a code to, as those who read codes have found


class NotOpened(Exception):
    """A code that cannot be read; the message is one clause that says why."""


class Opener:
    """``client`` is one of KMS behind the gate, and the opener's alone; ``key`` an ARN. Threads may share it."""

    def __init__(self, client: Any, key: str) -> None:
        self._client, self._key = client, key
        self._decrypt = client.decrypt
        client.decrypt = self._decrypt_key  # the SDK asks by this name, once it has read the header of a message
        self._pool = ""
        self._opened: dict[tuple[str, str], str] = {}
        self._lock = threading.RLock()

    def open(self, sealed: str, pool: str) -> str:
        """The code in a message of the SDK in base64, which has to be bound to this pool.

        Raises ``NotOpened``, and ``TargetGone`` where the permission is missing or KMS does not answer.
        """
        with self._lock:
            if (sealed, pool) not in self._opened:
                self._pool = pool
                self._opened[sealed, pool] = self._decrypted(sealed)
            return self._opened[sealed, pool]

    def _decrypted(self, sealed: str) -> str:
        import aws_encryption_sdk
        from aws_encryption_sdk.exceptions import AWSEncryptionSDKClientError
        from aws_encryption_sdk.key_providers.kms import KMSMasterKey, KMSMasterKeyConfig

        logging.getLogger("aws_encryption_sdk").setLevel(logging.CRITICAL)  # what goes wrong is raised
        policy = aws_encryption_sdk.CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT
        key = KMSMasterKey(config=KMSMasterKeyConfig(key_id=self._key, client=self._client))
        reader = aws_encryption_sdk.EncryptionSDKClient(commitment_policy=policy, max_encrypted_data_keys=1)
        try:
            code, _ = reader.decrypt(source=base64.b64decode(sealed, validate=True), key_provider=key)
            return str(code.decode())
        except (AWSEncryptionSDKClientError, ValueError) as error:
            name = type(error).__name__
            raise NotOpened(
                f"it is no message of the AWS Encryption SDK under the key that was named ({name})"
            ) from error

    def _decrypt_key(self, **given: Any) -> Any:
        """Decrypt, of a key that is bound to the pool whose code is asked for; nothing is sent for any other."""
        from botocore.exceptions import ClientError

        context = given.get("EncryptionContext") or {}
        if not self._pool or context.get(CONTEXT) != self._pool:
            raise NotOpened("it is bound to another pool, or to none")
        try:
            return asked("kms", "Decrypt", lambda: self._decrypt(**given))
        except ClientError as error:
            raise NotOpened(f"kms Decrypt was refused with {said_by(error)[0]}") from error
