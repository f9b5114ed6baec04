"""Import of users from a file: the file's header, and jobs up to their start, for which the file is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.before_and_after import changed_member
from conformance.checking.differences import members_differ, refused_otherwise
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.lists import walk
from conformance.oracle.standard_attributes import STANDARD_ATTRIBUTES
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies.configurations import custom_names, resource_names
from conformance.strategies.malformed import pool_id_endings, words

HEADER, CREATE, START = "GetCSVHeader", "CreateUserImportJob", "StartUserImportJob"
DESCRIBE, LIST = "DescribeUserImportJob", "ListUserImportJobs"
ROLE = "arn:aws:iam::123456789012:role/cc-import"
LONGEST, LISTED = 128, 3
EVERYWHERE = ("cognito:username", "cognito:mfa_enabled", *(name for name in STANDARD_ATTRIBUTES if name != "sub"))


# -- the header --------------------------------------------------------------------------------------------------------


def _columns(answer: Exchange) -> list[str]:
    found = answer.get("CSVHeader")
    return [str(column) for column in found] if isinstance(found, list) else []


@check("IMPORT-001")
def usual_columns(answer: Exchange, pool_id: str) -> Difference | None:
    """The pool's id, and the columns that every pool has."""
    if answer.get("UserPoolId") != pool_id:
        return Difference("other-pool", f"UserPoolId {pool_id!r}", f"UserPoolId {answer.get('UserPoolId')!r}")
    return _missing(answer, EVERYWHERE)


@check("IMPORT-002")
def custom_columns(answer: Exchange, names: Sequence[str]) -> Difference | None:
    """A column for each custom attribute."""
    return _missing(answer, [f"custom:{name}" for name in names])


def _missing(answer: Exchange, wanted: Sequence[str]) -> Difference | None:
    missing = [column for column in wanted if column not in _columns(answer)]
    if missing:
        return Difference("columns-missing", f"the columns {', '.join(missing)}", f"{_columns(answer)}")
    return None


@check("IMPORT-003")
def each_column_once(answer: Exchange) -> Difference | None:
    """No column twice."""
    found = _columns(answer)
    twice = sorted({column for column in found if found.count(column) > 1})
    return Difference("columns-repeated", "each column once", f"{', '.join(twice)} twice") if twice else None


@check("IMPORT-004")
def no_column_for_sub(answer: Exchange) -> Difference | None:
    """No column sub."""
    return Difference("sub", "no column sub", "a column sub") if "sub" in _columns(answer) else None


@prop("IMPORT-001", "IMPORT-003", "IMPORT-004", base=resource_names())
def test_header(s: Scenario, base: str) -> None:
    """The header of a plain pool."""
    pool = s.own_pool(PoolName=s.resource_name(base))
    answer = s.works("IMPORT-001", s.call(HEADER, UserPoolId=pool.id))
    s.check("IMPORT-001", answer, pool_id=pool.id)
    s.check("IMPORT-003", answer)
    s.check("IMPORT-004", answer)


@prop("IMPORT-002", names=st.lists(custom_names(max_size=12), min_size=1, max_size=3, unique=True))
def test_header_with_custom_attributes(s: Scenario, names: list[str]) -> None:
    """The header of a pool with custom attributes."""
    schema = [{"Name": name, "AttributeDataType": "String", "Mutable": True} for name in names]
    pool = s.own_pool(Schema=schema)
    s.check("IMPORT-002", s.works("IMPORT-002", s.call(HEADER, UserPoolId=pool.id)), names=names)


@prop("IMPORT-005", ending=pool_id_endings())
def test_header_of_an_unknown_pool(s: Scenario, ending: str) -> None:
    """A pool that does not exist; that of one that does is shown."""
    attempt = s.call(HEADER, UserPoolId=f"{s.region}_{ending}")
    s.refused("IMPORT-005", attempt, control=lambda: s.call(HEADER, UserPoolId=s.pool().id))


# -- jobs --------------------------------------------------------------------------------------------------------------


def _pool(s: Scenario) -> Pool:
    """A pool for jobs that are never started; on real Cognito they need a role of the account."""
    if "amazonaws.com" in (s.endpoint or ""):
        s.exclude("it needs a role of this account that writes logs, and none was named")
    return s.pool(UserPoolTags={"for": "imports"})


def _create(s: Scenario, name: str, **changed: Any) -> Exchange:
    right = {"UserPoolId": _pool(s).id, "JobName": name, "CloudWatchLogsRoleArn": ROLE}
    return s.call(CREATE, **(right | changed))


@check("IMPORT-006")
def job_created(answer: Exchange, pool_id: str, name: str) -> Difference | None:
    """The job that was asked for, not started, with an id and a place for the file."""
    wanted = {"UserPoolId": pool_id, "JobName": name, "CloudWatchLogsRoleArn": ROLE, "Status": "Created"}
    difference = members_differ(answer.get("UserImportJob"), wanted, "UserImportJob")
    if difference is not None:
        return difference
    identifier, url = answer.get("UserImportJob.JobId"), answer.get("UserImportJob.PreSignedUrl")
    if not str(identifier).startswith("import-"):
        return Difference("other-JobId", "a JobId that begins with import-", f"JobId {identifier!r}")
    return None if url else Difference("without-PreSignedUrl", "a PreSignedUrl", f"PreSignedUrl {url!r}")


@check("IMPORT-007")
def job_described(answer: Exchange, job: Mapping[str, Any]) -> Difference | None:
    """The members of the job."""
    return members_differ(answer.get("UserImportJob"), job, "UserImportJob")


@prop("IMPORT-006", "IMPORT-007", base=resource_names())
def test_job(s: Scenario, base: str) -> None:
    """A job in the answer of its creation and in DescribeUserImportJob."""
    pool, name = _pool(s), f"{base}{s.suffix()}"
    answer = s.works("IMPORT-006", _create(s, name))
    s.check("IMPORT-006", answer, pool_id=pool.id, name=name)
    identifier = answer.text("UserImportJob.JobId")
    shown = s.works("IMPORT-007", s.call(DESCRIBE, UserPoolId=pool.id, JobId=identifier))
    job = {"JobId": identifier, "JobName": name, "UserPoolId": pool.id, "Status": "Created"}
    s.check("IMPORT-007", shown, job=job)


@prop(
    "IMPORT-008",
    ending=st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=10, max_size=10),
)
def test_unknown_job(s: Scenario, ending: str) -> None:
    """A job that does not exist; one that does is shown."""
    pool = _pool(s)
    made = s.need(_create(s, s.suffix()), "IMPORT-006").text("UserImportJob.JobId")
    attempt = s.call(DESCRIBE, UserPoolId=pool.id, JobId=f"import-{ending}")
    s.refused("IMPORT-008", attempt, control=lambda: s.call(DESCRIBE, UserPoolId=pool.id, JobId=made))


@check("IMPORT-015")
def file_missed(job: Exchange, attempt: Exchange) -> Difference | None:
    """The start is refused with PreconditionNotMetException."""
    return refused_otherwise(attempt, "PreconditionNotMetException", "the start")


@check("IMPORT-016")
def file_missed_text(job: Exchange, attempt: Exchange, identifier: str) -> Difference | None:
    """The message says that no file was uploaded for this job."""
    wanted = f"No csv file was uploaded for {identifier}"
    seen = str(attempt.message).removesuffix(".")
    return None if seen == wanted else Difference("text", f"message {wanted!r}", f"{attempt.message!r}")


@check("IMPORT-017")
def unknown_job_missed(known: Exchange, attempt: Exchange) -> Difference | None:
    """The start is refused with ResourceNotFoundException, other than that of a job that exists."""
    return refused_otherwise(attempt, "ResourceNotFoundException", "the start")


@check("EFFECT-077")
def job_as_before(before: Exchange, after: Exchange) -> Difference | None:
    """Every member of the job is what it was, its status among them."""
    return changed_member(before, after, "UserImportJob")


@prop(
    "IMPORT-015",
    "IMPORT-016",
    "IMPORT-017",
    "EFFECT-077",
    ending=st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=10, max_size=10),
)
def test_start_without_file(s: Scenario, ending: str) -> None:
    """A job whose file was never uploaded, and one that does not exist."""
    pool = _pool(s)
    job = s.need(_create(s, s.suffix()), "IMPORT-006")
    identifier = job.text("UserImportJob.JobId")
    which: dict[str, Any] = {"UserPoolId": pool.id, "JobId": identifier}
    before = s.need(s.call(DESCRIBE, **which), "IMPORT-007")
    attempt = s.call(START, **which)
    s.check("IMPORT-015", job, attempt)
    if attempt.ok or attempt.code == "ResourceNotFoundException":
        s.end("IMPORT-015", "it is not the file that is missed", attempt)
    s.check("EFFECT-077", before, s.call(DESCRIBE, **which))
    s.check("IMPORT-016", job, attempt, identifier=identifier)
    s.check("IMPORT-017", attempt, s.call(START, UserPoolId=pool.id, JobId=f"import-{ending}"))


@check("IMPORT-009")
def jobs_listed_once(*pages: Exchange, wanted: Sequence[str]) -> Difference | None:
    """Each job is on the pages once, and there is no other."""
    found: list[str] = []
    for page in pages:
        listed = page.get("UserImportJobs")
        entries = listed if isinstance(listed, list) else []
        found += [str(entry.get("JobId")) for entry in entries if isinstance(entry, Mapping)]
    if sorted(found) == sorted(wanted):
        return None
    kind = "lost" if set(wanted) - set(found) else "repeated"
    return Difference(kind, f"each of {len(wanted)} jobs once on all pages", f"{len(found)} entries")


@prop("IMPORT-009", limit=st.integers(1, LISTED) | st.sampled_from((LISTED + 1, 60)))
def test_list_of_jobs(s: Scenario, limit: int) -> None:
    """All pages of a pool with three jobs."""
    _pool(s)
    pool = s.pool(UserPoolTags={"for": "listed imports"})

    def make() -> list[str]:
        made = [s.need(_create(s, f"job {place}", UserPoolId=pool.id), "IMPORT-006") for place in range(LISTED)]
        return [answer.text("UserImportJob.JobId") for answer in made]

    wanted = s.once(pool, "import jobs", make)
    pages = walk(s, LIST, "PaginationToken", UserPoolId=pool.id, MaxResults=limit)
    s.works("IMPORT-009", pages[-1])
    s.check("IMPORT-009", *pages, wanted=wanted)


@prop("IMPORT-010", limit=st.just(0) | st.integers(61, 2000))
def test_bounds_of_job_lists(s: Scenario, limit: int) -> None:
    """MaxResults beyond its bounds; at the bound it is accepted."""
    pool, within = s.pool(), 60 if limit else 1
    attempt = s.call(LIST, UserPoolId=pool.id, MaxResults=limit)
    s.refused("IMPORT-010", attempt, control=lambda: s.call(LIST, UserPoolId=pool.id, MaxResults=within))


@prop("IMPORT-011", "IMPORT-012", length=st.integers(LONGEST + 1, LONGEST + 60), role=words(min_size=20, max_size=40))
def test_wrong_jobs(s: Scenario, length: int, role: str) -> None:
    """A name that is too long, and a role that is no ARN; the longest name and an ARN are accepted."""
    longest = _create(s, "j" * LONGEST)
    s.refused("IMPORT-011", _create(s, "j" * length), control=longest)
    s.refused("IMPORT-012", _create(s, "j" * LONGEST, CloudWatchLogsRoleArn=role), control=longest)


@prop("IMPORT-013", "IMPORT-014", ending=pool_id_endings(), base=resource_names())
def test_jobs_of_an_unknown_pool(s: Scenario, ending: str, base: str) -> None:
    """A pool that does not exist; in one that does each request is accepted."""
    pool, unknown = _pool(s), f"{s.region}_{ending}"
    s.refused("IMPORT-013", _create(s, base, UserPoolId=unknown), control=lambda: _create(s, base))
    attempt = s.call(LIST, UserPoolId=unknown, MaxResults=1)
    s.refused("IMPORT-014", attempt, control=lambda: s.call(LIST, UserPoolId=pool.id, MaxResults=1))
