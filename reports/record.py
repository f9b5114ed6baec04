"""The run record: the typed result of folding the journal. Every renderer uses it, and none recomputes it.

``run.json`` is this record without the scripts, which are files of their own in ``repro/``.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Verdict = Literal[
    "fail", "flaky", "error", "inconclusive", "not-reached", "blocked", "unsupported", "excluded", "pass", "not-scored"
]
# The order in which readers see them. ``not-scored`` is what a disputed or planned requirement gets.
VERDICTS: tuple[Verdict, ...] = (
    "fail",
    "flaky",
    "error",
    "inconclusive",
    "not-reached",
    "blocked",
    "unsupported",
    "excluded",
    "pass",
    "not-scored",
)
# A server error that did not repeat may be due to load: it is not held against the target.
PASSING_KINDS = ("server-error", "http-5", "indeterminate")
DIVERGENT: frozenset[Verdict] = frozenset({"fail", "flaky"})
MEANING: dict[Verdict, str] = {
    "fail": "diverged, and diverged again when replayed",
    "flaky": "diverged, but did not when replayed; counts as a fail",
    "error": "a defect of this suite; not held against the target",
    "inconclusive": "timeouts, throttling, server errors that did not repeat, or a run that ended early",
    "not-reached": "tried in too few situations, with nothing to blame: a gap in our generators",
    "blocked": "could not be tested because of another requirement's divergence, or of a step that was refused",
    "unsupported": "the target itself says that it does not have this; never a pass",
    "excluded": "not testable here, with the reason",
    "pass": "agreed in as many distinct situations as the profile asks for, and never diverged",
    "not-scored": "disputed, planned or excluded in the catalog, or outside this run's selection; listed only",
}


# What a divergence does to somebody who trusts the target; ``reports.harm`` says which it is.
Harm = Literal["accepts", "refuses", "data", "code", "text"]


class Model(BaseModel):
    """Base of the record: immutable, tolerant of members that a later version adds."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class RequirementInfo(Model):
    """A catalog entry as the run announced it."""

    id: str
    area: str = ""
    title: str = ""
    statement: str = ""
    level: str = "must"
    grade: str = ""
    status: str = "active"
    reason: str = ""
    sources: list[str] = []
    operations: list[str] = []
    capabilities: list[str] = []
    over: dict[str, list[str]] = {}  # by dimension: the values of which a pass needs each


class Fingerprint(Model):
    """One kind of divergence: requirement + operation + kind, with an example of it."""

    operation: str = ""
    kind: str
    situations: int = Field(default=0, description="distinct situations that diverged in this way")
    confirmed: bool = Field(default=False, description="a witness of it diverged again in a fresh namespace")
    when: list[str] = Field(
        default=[], description="the smallest combinations of drawn values with which alone it diverges in this way"
    )
    expected: str = ""
    seen: str = ""
    witness: str | None = Field(default=None, description="id of the witness, and stem of its script in repro/")
    harm: Harm | None = Field(default=None, description="what it does to somebody who trusts the target")

    @property
    def name(self) -> str:
        """``operation:kind``, as expectations may write it."""
        return f"{self.operation}:{self.kind}" if self.operation else self.kind


class Witness(Model):
    """The shortest replayable sequence that shows a divergence."""

    id: str
    requirement: str
    kind: str
    operation: str = ""
    property: str = ""
    confirmed: bool = False
    replays: int = 0
    expected: str = ""
    seen: str = ""
    steps: int = Field(default=0, description="how many steps the sequence has")
    transcript: list[Any] = Field(default=[], description="exchanges that show the divergence")
    replayed: list[Any] = Field(default=[], description="exchanges of a replay that did not diverge (flaky)")
    script: str = Field(default="", exclude=True)
    path: str | None = Field(default=None, description="the script, relative to the report's folder")


class Result(Model):
    """The verdict on one requirement for one target."""

    requirement: str
    verdict: Verdict
    scored: bool = Field(default=True, description="active in the catalog and in the run's selection")
    observed: int = Field(default=0, description="distinct situations that agreed or diverged (n of 'k of n')")
    agreed: int = 0
    diverged: int = Field(default=0, description="distinct situations that diverged (k of 'k of n')")
    needed: int | None = Field(default=None, description="distinct situations that a pass asks for")
    witness: str | None = Field(default=None, description="id of the witness that represents the requirement")
    kinds: list[Fingerprint] = []
    blocked_by: str | None = Field(default=None, description="the requirement that is in its way")
    blocked_by_verdict: str | None = None
    root: str | None = Field(default=None, description="where the chain of what is in the way ends, if a requirement")
    step: str = Field(default="", description="the operation or page that was refused, or is missing")
    answer: str = Field(default="", description="what the target answered there")
    reason: str = ""
    holds_up: int = Field(default=0, description="of a divergence: how many others are blocked by it in the end")
    harm: Harm | None = Field(default=None, description="of a divergence: the worst harm of its kinds")
    weight: int = Field(
        default=0, description="of a divergence: its level, doubled where it accepts, times what it frees"
    )
    properties: list[str] = []
    outcomes: dict[str, int] = Field(default={}, description="observations by outcome, repetitions included")

    @property
    def divergent(self) -> bool:
        """Whether it counts against the target."""
        return self.verdict in DIVERGENT


class Root(Model):
    """What keeps requirements from being judged: a divergence, something missing, or a step that did not succeed."""

    requirement: str | None = Field(default=None, description="the requirement that diverges, where it is one")
    step: str = Field(default="", description="else the operation or page that is refused, or is missing")
    words: str = Field(description="what it is, for people")
    answer: str = Field(default="", description="what the target answered there")
    alike: list[str] = Field(default=[], description="requirements that diverge with the same answer to that step")
    unsupported: list[str] = Field(default=[], description="requirements that are unsupported because of it")
    blocked: list[str] = Field(default=[], description="requirements that are blocked because of it")
    weight: int = Field(default=0, description="the greatest harm among them times how many they are")

    @property
    def count(self) -> int:
        """How many requirements wait for it."""
        return len(self.unsupported) + len(self.blocked)

    @property
    def waiting(self) -> str:
        """How many requirements wait for it, for people."""
        if not self.unsupported:
            return f"{self.count} blocked"
        parts = f"{len(self.unsupported)} unsupported" + (f", {len(self.blocked)} blocked" if self.blocked else "")
        return f"{self.count} requirement{'' if self.count == 1 else 's'} ({parts})" if self.blocked else parts


class Score(Model):
    """conformance = pass / (pass + fail); coverage = (pass + fail) / active. Flaky counts as fail."""

    conformance: float | None = None
    coverage: float | None = None
    passed: int = 0
    failed: int = 0
    active: int = 0


class Journey(Model):
    """One thing that people do with a user pool, as the run announced it."""

    id: str
    title: str = ""
    needs: list[str] = Field(default=[], description="requirements without which it does not work at all")
    areas: list[str] = Field(default=[], description="divergences there are differences that one may meet")


JourneyState = Literal["works", "works-with-differences", "does-not-work", "missing", "cannot-be-tried"]


class JourneyResult(Model):
    """What became of a journey on one target."""

    id: str
    title: str = ""
    state: JourneyState
    by: list[str] = Field(default=[], description="the requirements that decide it; of differences those worth most")
    differences: int = Field(default=0, description="divergences in its areas, where it works all the same")
    harms: list[Harm] = Field(
        default=[], description="what the divergences do that decide it, each once, in the order of by"
    )
    missing: int = Field(default=0, description="requirements it stands on that the target does not offer")


class LevelScores(Model):
    """Scores of the level ``must`` alone, and of all levels."""

    must: Score = Score()
    all: Score = Score()


class Scores(Model):
    """In total, and by area."""

    total: LevelScores = LevelScores()
    areas: dict[str, LevelScores] = {}


class Timings(Model):
    """Times and counts of a run."""

    wall_seconds: float = Field(default=0.0, description="of the worker that took longest")
    seconds: float = Field(default=0.0, description="of all workers together")
    target_seconds: float = Field(default=0.0, description="of 'seconds', spent waiting for the target")
    calls: int = 0
    suite_share: float | None = Field(default=None, description="1 - target_seconds / seconds")


class Footer(Model):
    """How one worker ended."""

    worker: str
    reason: str = ""
    complete: bool = False
    properties: int | None = None
    properties_expected: int | None = None


class SuiteError(Model):
    """A defect of this suite that the run met."""

    message: str
    property: str = ""
    traceback: str = ""
    requirements: list[str] = []


class HarmCount(Model):
    """The divergences of one target that do the same harm."""

    harm: Harm
    count: int = Field(default=0, description="divergent requirements whose worst harm it is")
    must: int = Field(default=0, description="of them, those of the level must")
    named: list[str] = Field(default=[], description="those that journeys stand on, then those worth most")


class JudgeOpinion(Model):
    """The answer of independent software to one form of one task. It changes no verdict."""

    judge: str
    version: str = ""
    task: str = ""
    form: Literal["right", "wrong", ""] = Field(default="", description="empty where the judge is not installed")
    given: str = Field(default="", description="what is right or wrong about it, in words")
    outcome: Literal["accepted", "refused", "not-offered", "not-reached", "no-answer", "not-installed"]
    message: str = Field(default="", description="the judge's own words")
    decides: list[str] = Field(default=[], description="the requirements that the answer is about")
    name: str = Field(default="", description="stem of the script, where there is one")
    path: str | None = Field(default=None, description="the script, in the report's folder")
    script: str = Field(default="", exclude=True)


class JudgesShare(Model):
    """How many judges are content with a target: each of their tasks that could be tried went as it should."""

    content: int = 0
    heard: int = Field(
        default=0, description="judges that could try a task: installed, and the target has what it takes"
    )

    @property
    def words(self) -> str:
        """The figure for people."""
        share = f" ({100 * self.content / self.heard:.0f} %)" if self.heard else ""
        return f"{self.content} of {self.heard}{share}"


class ScopeToken(Model):
    """One sign-in of the comparison: with these scopes at the pool's domain; without any through the API."""

    scopes: list[str] = []
    reason: str = Field(default="", description="why there are no tokens")


class ScopeCell(Model):
    """One claim of one token, or the result of one call with it."""

    seen: str | None = Field(default=None, description="null: not there")
    should: str = Field(default="", description="Cognito's value: present, absent, refused, or the value itself")
    by: str = Field(default="", description="the requirement that says so")
    fits: bool | None = Field(default=None, description="null where the catalog has no statement")


class ScopeRow(Model):
    """One claim or call, over all tokens."""

    part: Literal["access", "id", "may"]
    name: str
    cells: list[ScopeCell] = []
    recorded: dict[str, list[int]] = Field(default={}, description="by issuer: in how many of how many recordings")


class ScopeComparison(Model):
    """One user's tokens through the API and at the pool's domain. It changes no verdict."""

    tokens: list[ScopeToken] = []
    rows: list[ScopeRow] = []
    sources: list[str] = Field(default=[], description="where the recordings of real Cognito were published")


class PropertyRecord(Model):
    """The totals of one property over all workers."""

    property: str
    area: str = ""
    requirements: list[str] = []
    examples: int = 0
    calls: int = 0
    seconds: float = 0.0
    target_seconds: float = 0.0
    status: str = ""
    events: dict[str, int] = {}


class OperationUse(Model):
    """Which operations of the API model a target was seen to have. What the run is not about is in no list."""

    answered: list[str] = Field(default=[], description="a requirement that is about the operation was judged")
    missing: list[str] = Field(default=[], description="the target itself says that it does not have them")
    unclear: list[str] = Field(default=[], description="neither: nothing about them could be judged")


class TargetRecord(Model):
    """All results on one target."""

    slug: str
    spec: str = ""
    product: str = ""
    version: str = ""
    mode: str = ""
    extras: Any = None
    endpoint: str = ""
    region: str = ""
    capabilities: Any = None
    embedded: bool = False
    complete: bool = False
    flags: list[str] = Field(default=[], description="PARTIAL, TARGET-LOST, INTERRUPTED, BUDGET, SELECTION, ...")
    expected: int = Field(default=0, description="active requirements that this run is about")
    executed: int = Field(default=0, description="of them, those that agreed or diverged at least once")
    counts: dict[str, int] = Field(default={}, description="scored requirements by verdict")
    scores: Scores = Scores()
    timings: Timings = Timings()
    roots: list[Root] = Field(default=[], description="what keeps requirements from being judged, in the order to mend")
    journeys: list[JourneyResult] = Field(default=[], description="those that this run is wholly about")
    harms: list[HarmCount] = Field(default=[], description="its divergences by what they do, the worst harm first")
    operations: OperationUse | None = Field(default=None, description="none where the run did not announce the model")
    results: list[Result] = []
    witnesses: dict[str, Witness] = {}
    footers: list[Footer] = []
    errors: list[SuiteError] = []
    notes: list[str] = []
    properties: list[PropertyRecord] = []
    scopes: ScopeComparison | None = Field(default=None, description="where the target has a hosted UI")
    judges: list[JudgeOpinion] = Field(default=[], description="results of independent software on this target")
    judges_share: JudgesShare | None = Field(default=None, description="none where no judge was asked")

    @property
    def begun(self) -> bool:
        """Whether its run was begun: an interrupted run leaves the remaining targets without events."""
        return bool(self.product or self.footers or self.results)

    @property
    def partial(self) -> bool:
        """Whether the run of this target did not come to its end."""
        return not self.complete

    @property
    def label(self) -> str:
        """Product, version and mode for people."""
        name = " ".join(part for part in (self.product or self.spec or self.slug, self.version) if part)
        mode = plain_mode(self.mode)
        return f"{name} ({mode})" if mode else name

    def result(self, requirement: str) -> Result | None:
        """The result on a requirement, or None."""
        return next((r for r in self.results if r.requirement == requirement), None)


class OperationCoverage(Model):
    """The number of operations of the API model that the catalog has requirements on; HTTP requests are not counted."""

    covered: int = Field(default=0, description="operations that an active requirement of the catalog names")
    total: int = Field(default=0, description="operations of the API model")
    model: str = Field(default="", description="version of the botocore whose model it is")
    uncovered: list[str] = Field(default=[], description="operations that no active requirement names")

    @property
    def words(self) -> str:
        """The figure for people: ``n of m``, and the model's version."""
        return f"{self.covered} of {self.total} (API model of botocore {self.model or 'unknown'})"


class RunRecord(Model):
    """One run: its options, its targets, and its results."""

    schema_version: int = 1
    run_id: str = ""
    suite_version: str = ""
    catalog_digest: str = ""
    botocore_version: str = ""
    model_operations: int | None = None
    operations: OperationCoverage | None = Field(
        default=None, description="none where the run did not announce how many operations there are"
    )
    profile: str = ""
    need: int | None = None
    seed: Any = None
    arguments: Any = None
    started: float | None = None
    ended: float | None = None
    complete: bool = False
    flags: list[str] = []
    areas: dict[str, str] = Field(default={}, description="area -> title, in the catalog's order")
    requirements: list[RequirementInfo] = []
    journeys: list[Journey] = Field(default=[], description="what people do, in the order of the catalog's list")
    targets: list[TargetRecord] = []
    errors: list[SuiteError] = []
    notes: list[str] = []

    @property
    def partial(self) -> bool:
        """Whether the report must say PARTIAL."""
        return not self.complete

    def requirement(self, identifier: str) -> RequirementInfo:
        """The catalog entry; a bare one for an id that the run did not announce."""
        return next((r for r in self.requirements if r.id == identifier), RequirementInfo(id=identifier))

    def name(self, target: TargetRecord) -> str:
        """The target's label; with its spec if two targets of this run would have the same label."""
        alike = sum(1 for other in self.targets if other.label == target.label)
        return f"{target.label} [{target.spec}]" if alike > 1 else target.label

    def by_id(self) -> dict[str, RequirementInfo]:
        """The catalog entries by id."""
        return {r.id: r for r in self.requirements}


def plain_mode(mode: str) -> str:
    """The mode, empty for the one that a target calls ``default``."""
    return "" if mode == "default" else mode


def percent(value: float | None) -> str:
    """A score for people: one decimal, cut rather than rounded (99.96 % is not 100 %); a dash for no score."""
    if value is None:
        return "–"
    tenths = int(value * 1000 + 1e-9)
    return f"{tenths // 10}.{tenths % 10} %"
