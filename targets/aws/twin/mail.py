"""Messages: what is sent by Cognito itself is limited, what goes to a function of one's own is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from targets.reference.core.errors import LimitExceededException
from targets.reference.core.mailbox import Mailbox, Message
from targets.reference.core.state import Pool
from targets.reference.core.store import Store

A_DAY = 50  # documented: e-mail messages of an account and day by COGNITO_DEFAULT
DAY = 24 * 3600
RESET = 9 * 3600  # documented: at nine in the morning, UTC
EMAIL, SMS = "email", "sms"
SENDERS = {EMAIL: "CustomEmailSender", SMS: "CustomSMSSender"}
TOO_MANY = (
    "Exceeded daily email limit for the operation or the account. If a higher limit is required, please configure your "
    "user pool to use your own Amazon SES configuration for sending email from your own address."
)


class CountedMailbox(Mailbox):
    """A mailbox that counts what is sent by whom. ``hand_over`` gets what a function is to send."""

    def __init__(self, store: Store, hand_over: Callable[[Pool, str, Message], None]) -> None:
        super().__init__()
        self._store = store
        self._hand_over = hand_over
        self.sent: Counter[str] = Counter()  # by sender
        self.days: Counter[int] = Counter()  # by COGNITO_DEFAULT, by day

    def put(self, message: Message) -> None:
        """Deliver. Raises ``LimitExceededException`` when the account has sent too many today."""
        pool = self._store.pools[message.pool_id]
        medium = EMAIL if "@" in message.destination else SMS
        function = custom_sender(pool, medium)
        if function:
            self._hand_over(pool, function, message)
            self.sent[SENDERS[medium]] += 1
            return
        self._count(pool, medium)
        super().put(message)

    def _count(self, pool: Pool, medium: str) -> None:
        if medium == SMS:
            self.sent["SNS"] += 1
            return
        account = pool.settings.get("EmailConfiguration", {}).get("EmailSendingAccount", "COGNITO_DEFAULT")
        if account != "COGNITO_DEFAULT":
            self.sent["SES"] += 1
            return
        day = int((self._store.clock.now() - RESET) // DAY)
        if self.days[day] >= A_DAY:
            raise LimitExceededException(TOO_MANY)
        self.days[day] += 1
        self.sent["COGNITO_DEFAULT"] += 1


def custom_sender(pool: Pool, medium: str) -> str:
    """The ARN of the function that sends a pool's messages; empty where Cognito does."""
    configured = (pool.settings.get("LambdaConfig") or {}).get(SENDERS[medium])
    return str(configured.get("LambdaArn", "")) if isinstance(configured, dict) else ""
